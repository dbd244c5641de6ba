/** Every Service and every node, and how each pair stands: what the picture is cut from. */
import { type Cluster, type Node, tableHashOf } from '#model/cluster.ts'
import { compareNames } from '#model/compare-names.ts'
import { driftOfTables, isSettling, type VirtualServerDrift } from '#model/drift.ts'
import type { NodeName, ServiceId, VirtualServerHash } from '#model/ids.ts'
import { severityOf } from '#model/standing.ts'
import { isHeard } from '#model/table-index.ts'
import type { ThingId } from '#model/thing.ts'
import { thingIndexOf } from '#model/thing-index.ts'
import type { Table } from '#model/topology.ts'
import { codes, stateOf } from './codes.ts'

export interface MatrixRow {
  readonly thing: ThingId
  /** Null for a virtual server no Service explains. */
  readonly service: ServiceId | null
  /** Empty without a Service. */
  readonly namespace: string
  readonly name: string
  /** What a filter searches, in small letters. */
  readonly text: string
  /** Nodes it is wrong on. */
  readonly wrong: number
  /** Nodes it differs on, in whatever way. */
  readonly differs: number
}

export interface MatrixColumn {
  readonly node: NodeName
  /** Empty where it has none. */
  readonly zone: string
  readonly text: string
  /** It answers, and what it has and should have is known. */
  readonly isCompared: boolean
  readonly isHeard: boolean
  readonly wrong: number
  readonly differs: number
}

export interface Grid {
  /** By namespace, then name; what no Service explains last. */
  readonly rows: readonly MatrixRow[]
  /** By zone, then name. */
  readonly columns: readonly MatrixColumn[]
  /** How many cells differ, and how. */
  readonly cells: Readonly<Record<'draining' | 'settling' | 'missing' | 'wrong', number>>
  /** `codes`, of column × rows + row. */
  readonly states: Uint8Array
}

/** Whether what a cell's difference is made of is nothing but absence. */
const isAbsence = ({ is, rows, settings }: VirtualServerDrift): boolean =>
  is === 'missing' ||
  (is === 'differs' && settings.length === 0 && rows.every(({ state }) => state === 'agrees' || state === 'missing'))

export function codeOfDrift(drift: VirtualServerDrift, cluster: Cluster, service: ServiceId | null): number {
  const severity = severityOf(drift, service === null ? undefined : cluster.services.get(service), cluster)
  if (severity !== 'wrong') return codes[severity]
  return isAbsence(drift) ? codes.missing : codes.wrong
}

/** Whether the node answers and both its tables are known: otherwise nothing of it can be said. */
export const isComparable = (cluster: Cluster, node: Node): boolean =>
  isHeard(cluster.feeds.get(node.name)) && tableHashOf(node) !== null && node.want !== null

const parts = ['nodes', 'feeds', 'services', 'virtualServers', 'tables'] as const

/** Grids of one state after another; the same object while neither structure nor what settles changed. */
export function makeGridReader(): (cluster: Cluster) => Grid {
  let last: { readonly cluster: Cluster; readonly settling: string; readonly grid: Grid } | null = null
  return (cluster) => {
    const settling = settlingOf(cluster)
    if (last?.settling === settling && parts.every((part) => last!.cluster[part] === cluster[part])) return last.grid
    last = { cluster, settling, grid: makeGrid(cluster) }
    return last.grid
  }
}

const settlingOf = ({ at, servicesChangedAt, services }: Cluster): string =>
  isSettling(at, servicesChangedAt)
    ? [...services.values()].flatMap(({ id, changedAt }) => (isSettling(at, changedAt) ? [id] : [])).join(' ')
    : '-'

export function makeGrid(cluster: Cluster): Grid {
  const { byThing, thingOf } = thingIndexOf(cluster)
  const things = [...byThing.keys()].map((thing) => nameThing(cluster, thing)).sort(inOrderOfNames)
  const place = new Map(things.map(({ thing }, at) => [thing, at]))
  const rowOf = new Map<VirtualServerHash, number>()
  for (const [thing, hashes] of byThing) for (const hash of hashes) rowOf.set(hash, place.get(thing)!)
  const rowsOf = makeRowsOf(rowOf)
  const nodes = [...cluster.nodes.values()].sort(inOrderOfZones)
  const height = things.length
  const states = new Uint8Array(nodes.length * height)
  const columnOf = new Map<string, Uint8Array>()

  for (const [at, node] of nodes.entries()) {
    const column = states.subarray(at * height, (at + 1) * height)
    if (!isComparable(cluster, node)) {
      column.fill(codes.unknown)
      continue
    }
    const have = tableHashOf(node)!
    const pair = `${have} ${node.want}`
    // Most nodes of a cluster have the table of others.
    const same = columnOf.get(pair)
    if (same !== undefined) {
      column.set(same)
      continue
    }
    for (const hash of [have, node.want!])
      for (const row of rowsOf(cluster.tables.get(hash) ?? [])) column[row] = codes.agrees
    for (const drift of driftOfTables(cluster, have, node.want!)) {
      const row = place.get(thingOf(drift.key))
      if (row === undefined) continue
      column[row] = Math.max(column[row]!, codeOfDrift(drift, cluster, things[row]!.service))
    }
    columnOf.set(pair, column)
  }
  return {
    ...count(
      things,
      nodes.map((node) => describeNode(cluster, node)),
      states,
    ),
    states,
  }
}

/** The rows of a table; nodes with the same table share them. */
function makeRowsOf(rowOf: ReadonlyMap<VirtualServerHash, number>): (table: Table) => Uint32Array {
  const known = new Map<Table, Uint32Array>()
  return (table) => {
    const ready = known.get(table)
    if (ready !== undefined) return ready
    const made = Uint32Array.from(new Set(table.flatMap((hash) => rowOf.get(hash) ?? [])))
    known.set(table, made)
    return made
  }
}

type Thing = Omit<MatrixRow, 'wrong' | 'differs'>
type Place = Omit<MatrixColumn, 'wrong' | 'differs'>

function count(things: readonly Thing[], places: readonly Place[], states: Uint8Array): Omit<Grid, 'states'> {
  const rows = things.map((thing) => ({ ...thing, wrong: 0, differs: 0 }))
  const columns = places.map((place) => ({ ...place, wrong: 0, differs: 0 }))
  const cells = { draining: 0, settling: 0, missing: 0, wrong: 0 }
  // A million cells, of which nearly all agree.
  for (let cell = 0; cell < states.length; cell++) {
    const code = states[cell]!
    if (code < codes.draining) continue
    const column = columns[Math.floor(cell / rows.length)]!
    const row = rows[cell % rows.length]!
    cells[stateOf(code) as keyof typeof cells]++
    row.differs++
    column.differs++
    if (code < codes.missing) continue
    row.wrong++
    column.wrong++
  }
  return { rows, columns, cells }
}

function nameThing({ services }: Cluster, thing: ThingId): Thing {
  const cut = thing.indexOf(':')
  const name = thing.slice(cut + 1)
  const service = thing.startsWith('service:') ? services.get(name as ServiceId) : undefined
  if (service === undefined) return { thing, service: null, namespace: '', name, text: name.toLowerCase() }
  const addresses = [...service.clusterIps, ...service.externalIps, ...service.loadBalancerIps]
  const ports = service.ports.flatMap(({ name: port, port: number, nodePort }) => [
    port,
    String(number),
    String(nodePort),
  ])
  const text = [service.id, ...addresses, ...ports].join(' ').toLowerCase()
  return { thing, service: service.id, namespace: service.namespace, name: service.name, text }
}

function describeNode(cluster: Cluster, node: Node): Place {
  const zone = node.kube?.zone ?? ''
  const addresses = node.kube?.addresses ?? []
  return {
    node: node.name,
    zone,
    text: [node.name, zone, ...addresses].join(' ').toLowerCase(),
    isCompared: isComparable(cluster, node),
    isHeard: isHeard(cluster.feeds.get(node.name)),
  }
}

const inOrderOfNames = (a: Thing, b: Thing): number =>
  Number(a.service === null) - Number(b.service === null) ||
  compareNames(a.namespace, b.namespace) ||
  compareNames(a.name, b.name)

const inOrderOfZones = (a: Node, b: Node): number =>
  compareNames(a.kube?.zone ?? '', b.kube?.zone ?? '') || compareNames(a.name, b.name)
