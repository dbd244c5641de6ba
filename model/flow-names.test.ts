import { expect, test } from 'vitest'
import { buildCluster } from './fixtures/build.ts'
import type { FlowRow } from './flow.ts'
import { makeFlowNames } from './flow-names.ts'
import { makeNodeName } from './ids.ts'

const cluster = buildCluster({
  name: 'two nodes',
  nodes: [
    { name: 'east', address: '192.0.2.1' },
    { name: 'west', address: '192.0.2.2' },
  ],
  services: [
    {
      namespace: 'shop',
      name: 'cart',
      type: 'NodePort',
      clusterIps: ['10.96.0.1'],
      ports: [{ port: 80, nodePort: 30_080 }],
      pods: [{ name: 'cart-1', node: 'east', address: '10.244.1.1' }],
    },
  ],
})
const names = makeFlowNames(cluster)
const row: FlowRow = {
  protocol: 'TCP',
  client: { address: '10.244.1.1', port: 4000 },
  virtual: { address: '10.96.0.1', port: 80 },
  real: { address: '10.244.1.1', port: 80 },
  source: null,
  state: 'ESTABLISHED',
  expiresSeconds: 900,
  packets: null,
  bytes: null,
  node: makeNodeName('east'),
  firstSeenAt: 0,
  readAt: 0,
  goneAt: null,
}
const clientAt = (address: string) => names.client({ ...row, client: { address, port: 1 } })

test('a client is a Pod, a node, a process of the node itself, or unnamed', () => {
  expect(names.client(row)).toEqual({ is: 'pod', pod: 'shop/cart-1' })
  expect(clientAt('192.0.2.2')).toEqual({ is: 'node', node: 'west' })
  expect(clientAt('10.96.0.1')).toEqual({ is: 'own-process', node: 'east' })
  expect(clientAt('203.0.113.9')).toEqual({ is: 'unnamed' })
})

test('a backend is the Pod of the endpoint, known or not by itself', () => {
  const withoutPods = makeFlowNames({ ...cluster, pods: new Map() })
  expect(names.backend(row)).toEqual({ is: 'pod', pod: 'shop/cart-1' })
  expect(withoutPods.backend(row)).toEqual({ is: 'pod', pod: 'shop/cart-1' })
  expect(names.backend({ ...row, real: { address: '203.0.113.9', port: 80 } })).toEqual({ is: 'unnamed' })
})

test('the source after translation is an address of a node', () => {
  expect(names.source({ ...row, source: { address: '192.0.2.1', port: 31_076 } })).toEqual({ is: 'node', node: 'east' })
  expect(names.source(row)).toBeNull()
})

test('the Service is found by its addresses, and by its node port on the node that holds the connection', () => {
  const asked = (address: string, port: number) => names.service({ ...row, virtual: { address, port } })
  expect(asked('10.96.0.1', 80)).toMatchObject({ service: 'shop/cart', role: 'cluster-ip' })
  expect(asked('192.0.2.1', 30_080)).toMatchObject({ service: 'shop/cart', role: 'node-port' })
  expect(asked('192.0.2.2', 30_080)).toBeNull()
  expect(asked('10.96.0.1', 81)).toBeNull()
})
