import { expect, test } from 'vitest'
import { makeNodeName } from '#model/ids.ts'
import { reshapeEndpointSlice } from '#model/kube/endpoint-slice.ts'
import { reshapeService } from '#model/kube/service.ts'
import { serviceObject, sliceObject } from '../objects.ts'
import { type Offer, offers } from '../offers.ts'
import { setEntries } from './addresses.ts'

const entries = ({ service, pods }: Offer, node: string): string[] => {
  const kept = reshapeService(serviceObject(service!).object)!
  const slice = reshapeEndpointSlice(sliceObject(service!, pods, []).object)!
  return setEntries([kept], [slice], makeNodeName(node))
}

test('a node port is in one set, one of policy Local in both', () => {
  expect(entries(offers['node-port'], 'zmaster0')).toEqual([
    'KUBE-CLUSTER-IP 10.104.197.80,tcp:80',
    'KUBE-NODE-PORT-TCP 30080',
  ])
  expect(entries(offers.local, 'zmaster0')).toEqual([
    'KUBE-CLUSTER-IP 10.104.197.81,tcp:80',
    'KUBE-NODE-PORT-TCP 30081',
    'KUBE-NODE-PORT-LOCAL-TCP 30081',
  ])
})

test('a Pod’s own node knows it for the way back to itself', () => {
  expect(entries(offers.udp, 'znode2')).toEqual([
    'KUBE-CLUSTER-IP 10.104.0.53,udp:53',
    'KUBE-LOOP-BACK 100.108.11.210,udp:53,100.108.11.210',
  ])
})

test('IPv6 has sets of its own', () => {
  expect(entries(offers.ipv6, 'znode2')).toEqual([
    'KUBE-6-CLUSTER-IP fd00:96::218,tcp:80',
    'KUBE-6-LOOP-BACK fd00:244::53:15,tcp:80,fd00:244::53:15',
  ])
})
