import { expect, it } from 'vitest'
import type { WalkAsk } from '#model/asks.ts'
import type { Cluster } from '#model/cluster.ts'
import { everyServiceKind } from '#model/fixtures/clusters.ts'
import { makeNodeName, makeServiceId } from '#model/ids.ts'
import { chooseWalk } from './choose.ts'

const edge = 'shop/edge:443/TCP'
const ask = (over: Partial<WalkAsk>): WalkAsk => ({
  source: { is: 'node', node: makeNodeName('znode1') },
  port: edge,
  role: null,
  node: null,
  family: null,
  method: null,
  how: null,
  seconds: null,
  ...over,
})
const chosen = (over: Partial<WalkAsk>, cluster: Cluster = everyServiceKind()) => chooseWalk(ask(over), cluster)
const addresses = everyServiceKind().services.get(makeServiceId('shop', 'edge'))!
const [four, six] = ['.', ':'].map((sign) => addresses.clusterIps.find((address) => address.includes(sign))!)

it.each([
  ['the IPv4 ClusterIP where nothing is said', {}, { role: 'cluster-ip', address: four }],
  ['the one of the family that is wanted', { family: 6 }, { role: 'cluster-ip', address: six }],
  ['the external address of that family', { role: 'external-ip' }, { address: addresses.externalIps[0] }],
  ['the asking node’s own node port', { role: 'node-port' }, { node: 'znode1', address: '192.168.138.52' }],
  ['that of another node', { role: 'node-port', node: makeNodeName('znode2') }, { node: 'znode2' }],
] as const)('a walk asks %s', (_, over, target) => {
  expect(chosen(over)).toMatchObject({ ok: true, asked: { target } })
})

it.each([
  ['a family it has no address of', { port: 'default/web:80/TCP', family: 6 }, /no cluster-ip address of IPv6/],
  ['a method of another protocol', { method: { is: 'dns', name: 'a' } }, /TCP port cannot be asked by dns/],
] as const)('a walk is refused with %s', (_, over, why) => {
  expect(chosen(over as Partial<WalkAsk>)).toEqual({ ok: false, why: expect.stringMatching(why) })
})

it('an SCTP port cannot be walked', () => {
  const cluster = everyServiceKind()
  const sctp = { ...addresses, ports: addresses.ports.map((port) => ({ ...port, protocol: 'SCTP' as const })) }
  const services = new Map(cluster.services).set(addresses.id, sctp)
  expect(chosen({ port: 'shop/edge:443/SCTP' }, { ...cluster, services })).toMatchObject({
    ok: false,
    why: expect.stringMatching(/no probe speaks SCTP/),
  })
})
