/** The node × real-server matrix of one place of a Service, as plain data. */
import { compareAddresses } from '#model/address.ts'
import { type Cluster, type Endpoint, type Node, type NodeFeed, type Service, tableHashOf } from '#model/cluster.ts'
import { compareNames } from '#model/compare-names.ts'
import { compareRows, compareVirtualServers, isSettling, type RowState, type VirtualServerDrift } from '#model/drift.ts'
import type { NodeName, PodId, RealServerKey, VirtualServerKey } from '#model/ids.ts'
import { rowRate } from '#model/load.ts'
import { podsByAddress } from '#model/pods.ts'
import type { Severity } from '#model/standing.ts'
import { severityOf } from '#model/standing.ts'
import { isHeard, tableIndexOf } from '#model/table-index.ts'
import { makeRealKey, type RealServer, type VirtualServer } from '#model/topology.ts'
import { keysOn, type Place } from './places.ts'

export interface MatrixColumn {
  readonly key: RealServerKey
  readonly address: string
  readonly port: number
  /** Null when no EndpointSlice of the Service names it. */
  readonly endpoint: Endpoint | null
  /** The Pod that has the address now, be it of this Service or not. */
  readonly pod: PodId | null
  readonly node: NodeName | null
}

export interface MatrixCell {
  readonly state: RowState
  readonly have: RealServer | null
  readonly want: RealServer | null
  readonly active: number
  readonly inactive: number
  /** Connections per second; NaN when not known. */
  readonly rate: number
}

export type RowStanding =
  | { readonly is: 'agrees' }
  | { readonly is: 'differs'; readonly drift: VirtualServerDrift; readonly severity: Severity }
  /** There is a table, but nothing to compare it with. */
  | { readonly is: 'unjudged' }
  /** Neither there nor wanted: a node of the other address family. */
  | { readonly is: 'nothing' }
  | { readonly is: 'silent'; readonly feed: NodeFeed }
  | { readonly is: 'no-table'; readonly why: string }

export interface MatrixRow {
  readonly id: string
  readonly node: NodeName
  /** Null where the node's addresses are not known, so that its node port cannot be named. */
  readonly key: VirtualServerKey | null
  readonly feed: NodeFeed
  readonly standing: RowStanding
  readonly have: VirtualServer | null
  readonly want: VirtualServer | null
  /** As many as columns; null where the row is neither there nor wanted. Empty when the table is not known. */
  readonly cells: readonly (MatrixCell | null)[]
}

/** Sums over the nodes that answer; `rate` is NaN while no node's is known. */
export interface MatrixTotal {
  readonly active: number
  readonly inactive: number
  readonly rate: number
}

export interface Matrix {
  readonly place: Place
  readonly columns: readonly MatrixColumn[]
  readonly rows: readonly MatrixRow[]
  readonly totals: readonly MatrixTotal[]
  /** The largest rate of any cell: the full width of a bar. */
  readonly peak: number
  readonly isSettling: boolean
}

interface Sides {
  readonly node: Node
  readonly feed: NodeFeed
  readonly key: VirtualServerKey | null
  readonly have: VirtualServer | null
  readonly want: VirtualServer | null
  /** Position of `have` in the node's table; -1 when it is not there. */
  readonly position: number
}

/** Numbers in names by value: znode2 before znode10. */

function sidesOf(cluster: Cluster, place: Place): Sides[] {
  const nodes = [...cluster.nodes.values()].sort((a, b) => compareNames(a.name, b.name))
  return nodes.flatMap((node) => {
    const has = tableIndexOf(cluster, tableHashOf(node))
    const wants = tableIndexOf(cluster, node.want)
    const feed = cluster.feeds.get(node.name) ?? { is: 'no-agent' as const }
    const keys = keysOn(place, node)
    return (keys.length === 0 ? [null] : keys).map((key) => {
      const position = key === null ? -1 : (has.positions.get(key) ?? -1)
      const wanted = key === null ? undefined : wants.positions.get(key)
      return {
        node,
        feed,
        key,
        position,
        have: has.servers[position] ?? null,
        want: wanted === undefined ? null : (wants.servers[wanted] ?? null),
      }
    })
  })
}

export function makeMatrix(cluster: Cluster, service: Service, place: Place): Matrix {
  const sides = sidesOf(cluster, place)
  const columns = makeColumns(cluster, service, sides)
  const rows = sides.map((each) => makeRow(cluster, service, each, columns))
  const heard = rows.filter(({ feed }) => isHeard(feed))
  return {
    place,
    columns,
    rows,
    totals: columns.map((_, column) => total(heard.flatMap((row) => row.cells[column] ?? []))),
    peak: Math.max(0, ...rows.flatMap(({ cells }) => cells.map((cell) => cell?.rate || 0))),
    isSettling: isSettling(cluster.at, service.changedAt),
  }
}

/** Every real server some node has or should have, by address: the order never depends on a node. */
function makeColumns(cluster: Cluster, service: Service, sides: readonly Sides[]): MatrixColumn[] {
  const reals = new Map<RealServerKey, RealServer>()
  for (const { have, want } of sides) {
    for (const real of [...(want?.realServers ?? []), ...(have?.realServers ?? [])]) reals.set(makeRealKey(real), real)
  }
  const pods = podsByAddress(cluster)
  return [...reals]
    .sort(([, a], [, b]) => compareAddresses(a.address, b.address) || a.port - b.port)
    .map(([key, { address, port }]) => {
      const endpoint =
        service.endpoints.find((each) => each.address === address && each.ports.some((one) => one.port === port)) ??
        null
      const pod = endpoint?.pod ?? pods.get(address) ?? null
      const node = endpoint?.node ?? (pod === null ? null : (cluster.pods.get(pod)?.node ?? null))
      return { key, address, port, endpoint, pod, node }
    })
}

function makeRow(cluster: Cluster, service: Service, sides: Sides, columns: readonly MatrixColumn[]): MatrixRow {
  const { node, key, feed, have, want } = sides
  const standing = standingOfRow(cluster, service, sides)
  const isKnown = standing.is !== 'silent' && standing.is !== 'no-table'
  return {
    id: `${node.name}|${key ?? ''}`,
    node: node.name,
    key,
    feed,
    standing,
    have,
    want,
    cells: isKnown ? makeCells(cluster, sides, columns, standing.is === 'unjudged') : [],
  }
}

function standingOfRow(cluster: Cluster, service: Service, { node, feed, have, want }: Sides): RowStanding {
  if (!isHeard(feed) || node.table.is === 'unknown') return { is: 'silent', feed }
  if (node.table.is !== 'read') return { is: 'no-table', why: node.table.why }
  if (node.want === null) return { is: 'unjudged' }
  if (have === null && want === null) return { is: 'nothing' }
  const drift = compareVirtualServers(have, want)
  return drift === null ? { is: 'agrees' } : { is: 'differs', drift, severity: severityOf(drift, service, cluster) }
}

function makeCells(
  cluster: Cluster,
  { node, have, want, position }: Sides,
  columns: readonly MatrixColumn[],
  isUnjudged: boolean,
): (MatrixCell | null)[] {
  const states = new Map(compareRows(have, isUnjudged ? have : want).map((row) => [row.key, row]))
  const index = tableIndexOf(cluster, tableHashOf(node))
  const load = cluster.load.get(node.name)
  const places = new Map(
    (have?.realServers ?? []).map((real, offset) => [makeRealKey(real), index.offsets[position]! + offset]),
  )
  return columns.map(({ key }) => {
    const row = states.get(key)
    if (row === undefined) return null
    const at = places.get(key)
    return {
      state: row.state,
      have: row.have,
      want: row.want,
      active: at === undefined ? NaN : (load?.active[at] ?? NaN),
      inactive: at === undefined ? NaN : (load?.inactive[at] ?? NaN),
      rate: at === undefined || load === undefined ? NaN : rowRate(load, 'connections', at),
    }
  })
}

const isKnownNumber = (value: number): boolean => !Number.isNaN(value)

function total(cells: readonly MatrixCell[]): MatrixTotal {
  const sum = (values: readonly number[]) => {
    const known = values.filter(isKnownNumber)
    return known.length === 0 ? NaN : known.reduce((all, value) => all + value, 0)
  }
  return {
    active: sum(cells.map(({ active }) => active)),
    inactive: sum(cells.map(({ inactive }) => inactive)),
    rate: sum(cells.map(({ rate }) => rate)),
  }
}
