/** Virtual servers by the thing they are of, worked out once for a structure. */
import type { Cluster } from './cluster.ts'
import type { VirtualServerHash, VirtualServerKey } from './ids.ts'
import type { ThingId } from './thing.ts'
import { type ThingOf, thingOfIn } from './thing-of.ts'
import { makeKey, type VirtualServer } from './topology.ts'

type Structure = Pick<Cluster, 'services' | 'nodes' | 'virtualServers'>

export interface ThingIndex {
  readonly thingOf: ThingOf
  readonly byThing: ReadonlyMap<ThingId, readonly VirtualServerHash[]>
}

const keys = new WeakMap<VirtualServer, VirtualServerKey>()

/** `makeKey` of a virtual server, made once. */
export function keyOf(server: VirtualServer): VirtualServerKey {
  const known = keys.get(server)
  if (known !== undefined) return known
  const made = makeKey(server.match)
  keys.set(server, made)
  return made
}

const indexes = new WeakMap<Structure['virtualServers'], { readonly of: Structure; readonly index: ThingIndex }>()

export function thingIndexOf(cluster: Structure): ThingIndex {
  const { services, nodes, virtualServers } = cluster
  const known = indexes.get(virtualServers)
  if (known?.of.services === services && known.of.nodes === nodes) return known.index
  const thingOf = thingOfIn(cluster)
  const byThing = new Map<ThingId, VirtualServerHash[]>()
  for (const [hash, server] of virtualServers) {
    const thing = thingOf(keyOf(server))
    const own = byThing.get(thing)
    if (own === undefined) byThing.set(thing, [hash])
    else own.push(hash)
  }
  const index = { thingOf, byThing }
  indexes.set(virtualServers, { of: { services, nodes, virtualServers }, index })
  return index
}
