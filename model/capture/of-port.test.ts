import { expect, it } from 'vitest'
import type { Node } from '../cluster.ts'
import { everyServiceKind, referenceCluster, webAddress } from '../fixtures/clusters.ts'
import { makeFactHash, makeNodeName, type NodeName } from '../ids.ts'
import { findServicePort } from '../service-port.ts'
import type { Device } from '../sources/devices/index.ts'
import type { FactValue } from '../sources/index.ts'
import { filterOfPort } from './of-port.ts'
import { parseCaptureQuestion } from './question.ts'
import { tunnelsIn } from './tunnels.ts'

const device = (kind: string, port: number | null = null, up = true): Device => ({
  index: 1,
  name: kind,
  kind,
  mtu: 1_480,
  up,
  carrier: true,
  noArp: true,
  master: null,
  tunnel: { local: null, remote: null, id: null, port },
})

it('names the addresses of the port, then its real servers, and looks into the node’s tunnels', () => {
  const cluster = referenceCluster()
  const hash = makeFactHash('devices')
  const fact: FactValue = { source: 'devices', value: { total: 1, entries: [device('ipip')] } }
  const node: Node = { ...cluster.nodes.get(makeNodeName('znode3'))!, facts: { devices: { is: 'read', hash } } }
  const named = findServicePort(cluster, 'default/web:80/TCP')!
  const made = filterOfPort({ nodes: cluster.nodes, facts: new Map([[hash, fact]]) }, named, node)!
  const end = (address: string) => ({ protocol: 'TCP', address, port: 80 })
  expect(made).toEqual({
    filter: {
      // Its own Pod first: it is never left out.
      ends: [webAddress, '100.74.135.1', '100.66.209.194', '100.108.11.194'].map(end),
      peers: [],
      tunnels: [{ is: 'ipip' }],
      errors: true,
    },
    leftOut: 0,
  })
  expect(parseCaptureQuestion({ filter: made.filter }).ok).toBe(true)
})

it('of node ports the node’s own addresses, and of many real servers as many as can be', () => {
  const cluster = everyServiceKind()
  const node = cluster.nodes.get(makeNodeName('znode1'))!
  const named = findServicePort(cluster, 'shop/checkout:80/TCP')!
  const { filter } = filterOfPort(cluster, named, node)!
  expect(filter.ends.slice(0, 3)).toEqual([
    { protocol: 'TCP', address: '10.96.12.7', port: 80 },
    { protocol: 'TCP', address: '192.168.138.52', port: 30_080 },
    { protocol: 'TCP', address: '100.66.209.200', port: 8_080 },
  ])
  const [endpoint] = named.service.endpoints
  const endpoints = Array.from({ length: 100 }, (_, at) => ({
    ...endpoint!,
    address: `10.9.0.${at}`,
    node: (at === 99 ? node.name : 'x') as NodeName,
  }))
  const crowded = filterOfPort(cluster, { ...named, service: { ...named.service, endpoints } }, node)!
  expect([crowded.filter.ends.length, crowded.leftOut, crowded.filter.ends[2]!.address]).toEqual([64, 38, '10.9.0.99'])
})

it('has nothing to capture of a port without address and endpoint', () => {
  const cluster = referenceCluster()
  const named = findServicePort(cluster, 'default/web:80/TCP')!
  const nothing = { ...named, service: { ...named.service, clusterIps: [], endpoints: [] } }
  expect(filterOfPort(cluster, nothing, [...cluster.nodes.values()][0]!)).toBeNull()
})

it('tunnels are those that are up, each port once', () => {
  expect(
    tunnelsIn([device('vxlan', 8_472), device('vxlan', 8_472), device('vxlan'), device('ipip', null, false)]),
  ).toEqual([
    { is: 'vxlan', port: 8_472 },
    { is: 'vxlan', port: 4_789 },
  ])
})
