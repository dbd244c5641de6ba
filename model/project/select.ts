/** What a thing is about, as the things whose virtual servers are shown: itself, or all that end at it. */
import type { Cluster } from '../cluster.ts'
import { makeServiceId, type PodId, type ServiceId, type VirtualServerKey } from '../ids.ts'
import { podsByAddress } from '../pods.ts'
import { serviceThing, type ThingId, type thingKinds } from '../thing.ts'
import { keyOf, thingIndexOf } from '../thing-index.ts'

type Kind = (typeof thingKinds)[number]

/** `service:NS/NAME` to its two halves. */
export function splitThing(thing: ThingId): readonly [kind: Kind, name: string] {
  const cut = thing.indexOf(':')
  return [thing.slice(0, cut) as Kind, thing.slice(cut + 1)]
}

/** The Service of a thing; null for another kind of thing. */
export function serviceIdOf(thing: ThingId): ServiceId | null {
  const [kind, name] = splitThing(thing)
  if (kind !== 'service') return null
  const cut = name.indexOf('/')
  return makeServiceId(name.slice(0, cut), name.slice(cut + 1))
}

export function thingsAbout(cluster: Cluster, thing: ThingId): ReadonlySet<ThingId> {
  const [kind, name] = splitThing(thing)
  switch (kind) {
    case 'service':
      return new Set([thing])
    case 'virtual':
      return new Set([thingIndexOf(cluster).thingOf(name as VirtualServerKey)])
    case 'pod':
      return thingsEndingAt(cluster, addressesOfPod(cluster, name as PodId))
    case 'endpoint':
      return thingsEndingAt(cluster, new Set([name]))
    case 'node':
      return new Set()
  }
}

/** A Pod on the host's network has no address of its own but those its endpoints say. */
function addressesOfPod(cluster: Cluster, id: PodId): ReadonlySet<string> {
  const own = cluster.pods.get(id)
  const addresses = new Set(own !== undefined && !own.hostNetwork ? own.addresses : [])
  for (const { endpoints } of cluster.services.values())
    for (const { pod, address } of endpoints) if (pod === id) addresses.add(address)
  return addresses
}

function thingsEndingAt(cluster: Cluster, addresses: ReadonlySet<string>): ReadonlySet<ThingId> {
  const found = new Set<ThingId>()
  for (const { id, endpoints } of cluster.services.values())
    if (endpoints.some(({ address }) => addresses.has(address))) found.add(serviceThing(id))
  const { thingOf } = thingIndexOf(cluster)
  for (const server of cluster.virtualServers.values())
    if (server.realServers.some(({ address }) => addresses.has(address))) found.add(thingOf(keyOf(server)))
  return found
}

/** The Pods behind some addresses, and those endpoints name. */
export function podsAt(cluster: Cluster, addresses: Iterable<string>, named: Iterable<PodId | null>): Set<PodId> {
  const found = new Set<PodId>()
  for (const pod of named) if (pod !== null) found.add(pod)
  const index = podsByAddress(cluster)
  for (const address of addresses) {
    const pod = index.get(address)
    if (pod !== undefined) found.add(pod)
  }
  return found
}
