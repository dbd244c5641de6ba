/**
 * Where the rows of each virtual server count: its thing, and the host of each row. Kept by content;
 * an entry is another object only when one of these is another.
 */
import type { Cluster, Service } from '../cluster.ts'
import type { ServiceId, VirtualServerHash, VirtualServerKey } from '../ids.ts'
import type { ThingId } from '../thing.ts'
import { makeThingOf } from '../thing-of.ts'
import { makeKey, type VirtualServer } from '../topology.ts'
import { hostOf, namesAll } from './hosts.ts'

export interface Entry {
  readonly thing: ThingId
  /** By row. */
  readonly addresses: readonly string[]
  readonly hosts: readonly string[]
}

export interface Entries {
  readonly of: ReadonlyMap<VirtualServerHash, Entry>
  /** Entries that were there before are other objects now. */
  readonly changed: boolean
}

type Structure = Pick<Cluster, 'services' | 'nodes' | 'pods' | 'virtualServers'>

interface Known {
  readonly key: VirtualServerKey
  readonly entry: Entry
  /** What the entry was made of; null for the Pods where it did not ask them. */
  readonly service: Service | undefined
  readonly pods: Cluster['pods'] | null
}

const serviceOf = ({ services }: Structure, thing: ThingId): Service | undefined =>
  thing.startsWith('service:') ? services.get(thing.slice('service:'.length) as ServiceId) : undefined

/** The entries of one structure after another. */
export function makeEntriesReader(): (structure: Structure) => Entries {
  let known = new Map<VirtualServerHash, Known>()
  let last: { readonly structure: Structure; readonly entries: Entries } | null = null

  return (structure) => {
    if (last !== null && isSame(last.structure, structure)) return { of: last.entries.of, changed: false }
    const thingOf = makeThingOf(structure)
    const next = new Map<VirtualServerHash, Known>()
    const of = new Map<VirtualServerHash, Entry>()
    let changed = false
    for (const [hash, server] of structure.virtualServers) {
      const before = known.get(hash)
      const made = makeKnown(structure, server, before, thingOf(before?.key ?? makeKey(server.match)))
      if (before !== undefined && made.entry !== before.entry) changed = true
      next.set(hash, made)
      of.set(hash, made.entry)
    }
    known = next
    last = { structure, entries: { of, changed } }
    return last.entries
  }
}

const isSame = (a: Structure, b: Structure): boolean =>
  a.services === b.services && a.nodes === b.nodes && a.pods === b.pods && a.virtualServers === b.virtualServers

function makeKnown(structure: Structure, server: VirtualServer, before: Known | undefined, thing: ThingId): Known {
  const service = serviceOf(structure, thing)
  const isMeant = before !== undefined && before.entry.thing === thing
  if (isMeant && before.service === service && (before.pods === null || before.pods === structure.pods)) return before
  const addresses = before?.entry.addresses ?? server.realServers.map(({ address }) => address)
  const hosts = addresses.map((address) => hostOf(structure, service, address))
  const isKept = isMeant && hosts.every((host, row) => host === before.entry.hosts[row])
  return {
    key: before?.key ?? makeKey(server.match),
    entry: isKept ? before.entry : { thing, addresses, hosts },
    service,
    pods: namesAll(service, addresses) ? null : structure.pods,
  }
}
