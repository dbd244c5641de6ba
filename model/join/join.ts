/**
 * Two sources, one state: what the nodes' kernels say and what the API says become a `Cluster`.
 * Parts that did not change keep their identity from the cluster before.
 */
import type { Cluster, Node } from '../cluster.ts'
import { equal } from '../equal.ts'
import type { NodeName, PodId, TableHash } from '../ids.ts'
import type { Inventory } from '../kube/index.ts'
import type { KubeNode } from '../kube/node.ts'
import type { KubePod } from '../kube/pod.ts'
import type { Load } from '../load.ts'
import { healthOf } from '../standing.ts'
import { makeSums } from '../sums/keep.ts'
import type { Table } from '../topology.ts'
import type { WantedTable } from '../wanted-tables.ts'
import { makeBlobs } from './blobs.ts'
import { type FleetNode, type JoinInput, unseenNode } from './input.ts'
import { keep, keepSame, keepTables, sameParts } from './keep.ts'
import { commonestScheduler } from './scheduler.ts'
import { makeServiceInputs, makeServices } from './services.ts'
import { makeTurns, makeWants } from './wants.ts'

const absentNode: FleetNode = { ...unseenNode, feed: { is: 'no-agent' }, conflicts: [], load: null }

/** A joiner remembers what it worked out, so that a tick costs what changed. One per stream of inputs. */
export function makeJoin(): (before: Cluster, input: JoinInput) => Cluster {
  const wanted = makeWants()
  const turns = makeTurns()
  const serviceInputs = makeServiceInputs()
  const joinServices = makeServices()
  const collectBlobs = makeBlobs()
  const sumUp = makeSums()
  let inventoryWasKnown = false
  let lastServices: Inventory['services'] | null = null

  return (before, input) => {
    const inputs = serviceInputs(input.inventory)
    const services = joinServices(before, input, inputs, inventoryWasKnown)
    const servicesChanged = inventoryWasKnown && lastServices !== input.inventory.services
    inventoryWasKnown = input.inventoryKnown
    lastServices = input.inventory.services
    const scheduler = input.scheduler ?? commonestScheduler(input)
    const names = namesOf(input)
    const wantOf = wanted(input, inputs, scheduler)
    const isDue = turns(names.length)
    const tables = new Map<TableHash, Table>()
    const wants = new Map<TableHash, WantedTable>()

    const joinNode = (name: NodeName, position: number): Node => {
      const seen = input.fleet.get(name) ?? absentNode
      const kube = input.inventory.nodes.get(name) ?? null
      if (seen.table.is === 'read') tables.set(seen.table.hash, input.tables.get(seen.table.hash) ?? [])
      const want = input.inventoryKnown ? wantOf(name, seen, kube, isDue(position, seen.feed)) : null
      if (want !== null) wants.set(want.hash, want)
      return sameParts(before.nodes.get(name), makeNode(name, seen, kube, want?.hash ?? null))
    }

    const nodes = keepSame(before.nodes, new Map(names.map((name, position) => [name, joinNode(name, position)])))
    const feeds = new Map(names.map((name) => [name, (input.fleet.get(name) ?? absentNode).feed]))
    for (const [hash, want] of wants) if (!tables.has(hash)) tables.set(hash, want.table)
    const keptTables = keepTables(before.tables, tables)
    const cluster: Cluster = {
      at: input.at,
      name: input.name,
      demo: input.demo,
      pollMs: input.pollMs,
      servicesChangedAt: servicesChanged ? input.at : before.servicesChangedAt,
      health: before.health,
      api: keep(before.api, input.api),
      nodes,
      feeds: keepSame(before.feeds, feeds),
      services,
      // The inventory is another only when something in it is: tens of thousands of Pods are not compared again.
      pods: input.inventory.pods as ReadonlyMap<PodId, KubePod>,
      virtualServers: collectBlobs(before, keptTables, input.virtualServers, wants),
      tables: keptTables,
      load: joinLoads(before, input),
      sums: before.sums,
      facts: keepSame(before.facts, input.facts),
      flows: keepSame(before.flows, input.flows),
      flowFeeds: keepSame(before.flowFeeds, input.flowFeeds),
      ...input.proofs,
    }
    const health = healthOf(cluster)
    return { ...cluster, health: equal(health, before.health) ? before.health : health, sums: sumUp(cluster) }
  }
}

const namesOf = ({ fleet, inventory }: JoinInput): readonly NodeName[] =>
  [...new Set([...fleet.keys(), ...([...inventory.nodes.keys()] as NodeName[])])].sort()

/** Field by field: a spread would cost the most of a tick in which a change of a Service reaches a thousand nodes. */
const makeNode = (
  name: NodeName,
  seen: Omit<FleetNode, 'feed' | 'load'>,
  kube: KubeNode | null,
  want: TableHash | null,
): Node => ({
  name,
  identity: seen.identity,
  kube,
  table: seen.table,
  want,
  addresses: seen.addresses,
  facts: seen.facts,
  conntrack: seen.conntrack,
  rejected: seen.rejected,
  withoutCounters: seen.withoutCounters,
  conflicts: seen.conflicts,
})

function joinLoads(before: Cluster, input: JoinInput): ReadonlyMap<NodeName, Load> {
  const made = new Map<NodeName, Load>()
  for (const [name, { load, table }] of input.fleet) {
    if (load && table.is === 'read' && load.table === table.hash) made.set(name, load)
  }
  return keepSame(before.load, made)
}
