/** All there is to say of one cell. */
import { type Cluster, type NodeFeed, tableHashOf } from '#model/cluster.ts'
import { driftOfTables, type VirtualServerDrift } from '#model/drift.ts'
import type { ServiceId } from '#model/ids.ts'
import type { Flow } from '#model/sums.ts'
import { tableIndexOf } from '#model/table-index.ts'
import { keyOf, thingIndexOf } from '#model/thing-index.ts'
import { codes, type State, stateOf } from './codes.ts'
import { codeOfDrift, isComparable } from './grid.ts'
import type { CellName } from './options.ts'

export interface CellFacts {
  readonly cell: CellName
  readonly service: ServiceId | null
  readonly state: State
  /** How the node's agent stands: why nothing is known, where nothing is. */
  readonly feed: NodeFeed
  readonly drifts: readonly VirtualServerDrift[]
  /** Null where nobody told; of a silent node what it last said. */
  readonly flow: Flow | null
}

export function factsOf(cluster: Cluster, cell: CellName): CellFacts | null {
  const node = cluster.nodes.get(cell.node)
  if (node === undefined) return null
  const { thingOf } = thingIndexOf(cluster)
  const id = cell.thing.replace(/^service:/, '') as ServiceId
  const service = cluster.services.has(id) ? id : null
  const base = {
    cell,
    service,
    feed: cluster.feeds.get(cell.node) ?? ({ is: 'no-agent' } as const),
    flow: cluster.sums?.pairs?.get(cell.node)?.get(cell.thing) ?? null,
  }
  if (!isComparable(cluster, node)) return { ...base, state: 'unknown', drifts: [] }
  const have = tableHashOf(node)!
  const drifts = driftOfTables(cluster, have, node.want!).filter(({ key }) => thingOf(key) === cell.thing)
  const code = Math.max(
    ...drifts.map((drift) => codeOfDrift(drift, cluster, service)),
    [have, node.want!].some((hash) =>
      tableIndexOf(cluster, hash).servers.some((server) => thingOf(keyOf(server)) === cell.thing),
    )
      ? codes.agrees
      : codes.empty,
  )
  return { ...base, state: stateOf(code), drifts }
}
