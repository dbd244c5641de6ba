/** The cluster under its stand-ins, and nothing in it in the old order. */
import { makeAccessCellId } from '../../access/access.ts'
import type { Cluster } from '../../cluster.ts'
import { collectionNames } from '../../diff.ts'
import { makeFlowId } from '../../flow.ts'
import type { FactHash, TableHash, VirtualServerHash } from '../../ids.ts'
import { hashFact } from '../../sources/hash.ts'
import { mapSteps, type Steps } from '../../steps.ts'
import type { Sums } from '../../sums.ts'
import { hashTable, hashVirtualServer } from '../../topology.ts'
import { type ChangeText, mapLeaves } from '../leaves-of.ts'
import { type Collection, collections } from '../v1/collections.ts'
import { leaves } from '../v1/leaves.ts'
import type { Renamer } from './renamer.ts'
import { halves } from './texts.ts'

type Renames = {
  readonly virtualServers: Map<VirtualServerHash, VirtualServerHash>
  readonly tables: Map<TableHash, TableHash>
  readonly facts: Map<FactHash, FactHash>
}

/** What is named by its content is named anew first, then all that names it. */
export function* rebuild(cluster: Cluster, { text, address, node, thing }: Renamer): Steps<Cluster> {
  const renames: Renames = { virtualServers: new Map(), tables: new Map(), facts: new Map() }
  const virtualServers = yield* mapSteps(cluster.virtualServers, ([hash, server]) => {
    const made = mapLeaves(collections.virtualServers.value, server, text)
    const own = hashVirtualServer(made)
    renames.virtualServers.set(hash, own)
    return [own, made] as const
  })
  const tables = yield* mapSteps(cluster.tables, ([hash, table]) => {
    const made = table.map((entry) => renames.virtualServers.get(entry)!)
    const own = hashTable(made)
    renames.tables.set(hash, own)
    return [own, made] as const
  })
  const facts = yield* mapSteps(cluster.facts, ([hash, fact]) => {
    const made = mapLeaves(collections.facts.value, fact, text)
    const own = hashFact(made)
    renames.facts.set(hash, own)
    return [own, made] as const
  })
  const change: ChangeText = (leaf, own) => {
    if (leaf === leaves.tableHash) return renames.tables.get(own as TableHash) ?? own
    if (leaf === leaves.factHash) return renames.facts.get(own as FactHash) ?? own
    return text(leaf, own)
  }
  const renamed = { ...cluster } as Record<string, unknown>
  for (const name of collectionNames) {
    if (name === 'virtualServers' || name === 'facts') continue
    const { key, value } = collections[name] as Collection<unknown>
    const entries = yield* mapSteps(cluster[name] as ReadonlyMap<string, unknown>, ([id, entry]) => {
      const own: [string, unknown] = [mapLeaves(key, id, change), mapLeaves(value, entry, change)]
      return own
    })
    renamed[name] = new Map(entries)
  }
  const made = renamed as unknown as Cluster
  return {
    ...made,
    name: 'cluster',
    nodes: yield* sorted(made.nodes),
    feeds: yield* sorted(made.feeds),
    services: yield* sorted(named(made.services)),
    pods: yield* sorted(named(made.pods)),
    virtualServers: new Map(virtualServers),
    tables: new Map(tables),
    facts: new Map(facts),
    flows: new Map(Array.from(made.flows.values(), (flow) => [makeFlowId(flow.node, flow), flow])),
    accessCells: new Map(
      Array.from(made.accessCells.values(), (cell) => [makeAccessCellId(cell.test, cell.node, cell.port), cell]),
    ),
    load: new Map(
      Array.from(cluster.load, ([name, load]) => [
        mapLeaves(leaves.nodeName, name, text),
        { ...load, table: renames.tables.get(load.table) ?? load.table },
      ]),
    ),
    sums: cluster.sums && renameSums(cluster.sums, { address, node, thing }),
  }
}

/** By their new names, whose numbers say it all: the order they came in would tell of the old ones. */
function* sorted<Key extends string, Value>(map: ReadonlyMap<Key, Value>): Steps<ReadonlyMap<Key, Value>> {
  const numbered = yield* mapSteps(map, (entry) => ({ entry, numbers: entry[0].match(/\d+/g)?.map(Number) ?? [] }))
  numbered.sort(({ numbers: [a = 0, ownA = 0] }, { numbers: [b = 0, ownB = 0] }) => a - b || ownA - ownB)
  return new Map(numbered.map(({ entry }) => entry))
}

/** Namespace and name again are the halves of the id. */
const named = <Key extends string, Value extends { readonly namespace: string; readonly name: string }>(
  map: ReadonlyMap<Key, Value>,
): ReadonlyMap<Key, Value> =>
  new Map(
    Array.from(map, ([id, value]) => {
      const [namespace, name] = halves(id)
      return [id, { ...value, namespace, name }]
    }),
  )

function renameSums(sums: Sums, { address, node, thing }: Pick<Renamer, 'address' | 'node' | 'thing'>): Sums {
  const keys = <Value>(map: ReadonlyMap<string, Value>, rename: (key: string) => string) =>
    new Map(Array.from(map, ([key, value]) => [key === '' ? '' : rename(key), value]))
  const pairs = <Value>(
    map: ReadonlyMap<string, ReadonlyMap<string, Value>> | null,
    outer: (key: string) => string,
    inner: (key: string) => string,
  ) => map && new Map(Array.from(keys(map, outer), ([key, own]) => [key, keys(own, inner)]))
  return {
    exact: sums.exact,
    nodes: keys(sums.nodes, node),
    things: keys(sums.things, thing),
    hosts: keys(sums.hosts, node),
    pairs: pairs(sums.pairs, node, thing),
    ends: pairs(sums.ends, thing, address),
  } as unknown as Sums
}
