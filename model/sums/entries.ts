/**
 * The virtual servers of all tables, each with what its rows add up to over all nodes, and where
 * that counts: its thing, and the host of each row. A row is added to where it counts at once; when
 * a Pod moves, what its rows add up to is moved, whatever the nodes hold.
 */
import type { Cluster, Service } from '../cluster.ts'
import type { VirtualServerHash, VirtualServerKey } from '../ids.ts'
import type { ThingId } from '../thing.ts'
import { serviceOf, thingOfIn } from '../thing-of.ts'
import { makeKey, type VirtualServer } from '../topology.ts'
import { hostOf, namesAll } from './hosts.ts'

/** Figures of one row, in this order in `totals`. */
export const figuresOfRow = 5

export interface Entry {
  readonly key: VirtualServerKey
  /** By row. */
  readonly addresses: readonly string[]
  /** Connections, packets, active, inactive, rows without a known rate: of each row, over the nodes that count. */
  readonly totals: Float64Array
  /** Nodes that hold it and count. */
  uses: number
  place: Place
  /** Of the place, in the books; null until it counts there. */
  slots: Slots | null
}

/** Numbers of accounts. */
export interface Slots {
  readonly thing: number
  /** By row. */
  readonly hosts: Int32Array
  readonly ends: Int32Array
}

/** Where an entry counts. */
export interface Place {
  readonly thing: ThingId
  /** By row. */
  readonly hosts: readonly string[]
}

export interface Entries {
  readonly of: ReadonlyMap<VirtualServerHash, Entry>
  /** Entries that count in another place than before, with that place. */
  readonly moved: readonly (readonly [Entry, Place])[]
}

type Structure = Pick<Cluster, 'services' | 'nodes' | 'pods' | 'virtualServers'>

interface Known {
  readonly entry: Entry
  readonly place: Place
  readonly service: Service | undefined
  /** The Pods it was made of; null where it did not ask them. */
  readonly pods: Cluster['pods'] | null
}

/** The entries of one structure after another. */
export function makeEntriesReader(): (structure: Structure) => Entries {
  let known = new Map<VirtualServerHash, Known>()
  let last: { readonly structure: Structure; readonly of: Entries['of'] } | null = null

  return (structure) => {
    if (last !== null && isSame(last.structure, structure)) return { of: last.of, moved: [] }
    const thingOf = thingOfIn(structure)
    const next = new Map<VirtualServerHash, Known>()
    const of = new Map<VirtualServerHash, Entry>()
    const moved: [Entry, Place][] = []
    for (const [hash, server] of structure.virtualServers) {
      const before = known.get(hash)
      const entry = before?.entry ?? makeEntry(server)
      const now = placed(structure, entry, before, thingOf(entry.key))
      if (before === undefined) entry.place = now.place
      else if (now.place !== before.place) moved.push([entry, now.place])
      next.set(hash, now)
      of.set(hash, entry)
    }
    known = next
    last = { structure, of }
    return { of, moved }
  }
}

const isSame = (a: Structure, b: Structure): boolean =>
  a.services === b.services && a.nodes === b.nodes && a.pods === b.pods && a.virtualServers === b.virtualServers

const nowhere: Place = { thing: '', hosts: [] }

const makeEntry = ({ match, realServers }: VirtualServer): Entry => ({
  key: makeKey(match),
  addresses: realServers.map(({ address }) => address),
  totals: new Float64Array(realServers.length * figuresOfRow),
  uses: 0,
  place: nowhere,
  slots: null,
})

function placed(structure: Structure, entry: Entry, before: Known | undefined, thing: ThingId): Known {
  const isMeant = before !== undefined && before.place.thing === thing
  const service = isMeant && before.service ? structure.services.get(before.service.id) : serviceOf(structure, thing)
  if (isMeant && before.service === service && (before.pods === null || before.pods === structure.pods)) return before
  const hosts = entry.addresses.map((address) => hostOf(structure, service, address))
  const isKept = isMeant && hosts.every((host, row) => host === before.place.hosts[row])
  return {
    entry,
    place: isKept ? before.place : { thing, hosts },
    service,
    pods: namesAll(service, entry.addresses) ? null : structure.pods,
  }
}
