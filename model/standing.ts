/**
 * How the tables stand against what they should be, over all nodes: the figures and sentences
 * every view shares. Remembers by object identity, so a tick of load costs nothing here.
 */
import type { Cluster, Node, Service } from './cluster.ts'
import { driftOf, isOnlyDraining, isSettling, type VirtualServerDrift } from './drift.ts'
import type { NodeName, ServiceId } from './ids.ts'
import { isHeard } from './table-index.ts'
import { makeTieIndex, type TieIndex } from './tie.ts'

/** `wrong`: differs and has had time to follow · `settling`: the Service changed just now · `draining`: an ordinary end. */
export type Severity = 'wrong' | 'settling' | 'draining'

export interface Difference {
  readonly node: NodeName
  readonly drift: VirtualServerDrift
  /** The Service the virtual server stands for; null when none explains it. */
  readonly service: ServiceId | null
  readonly severity: Severity
}

export interface Standing {
  /** Of nodes in name order, in table order. */
  readonly differences: readonly Difference[]
  /** Nodes whose table could be compared: those that answer. Of a silent one only the past is known. */
  readonly compared: number
}

const driftCache = new WeakMap<Node, readonly VirtualServerDrift[] | null>()

/** `driftOf`, worked out once per node object: its two hashes say all there is to compare. */
export function knownDriftOf(cluster: Cluster, node: Node): readonly VirtualServerDrift[] | null {
  const known = driftCache.get(node)
  if (known !== undefined) return known
  const made = driftOf(cluster, node)
  driftCache.set(node, made)
  return made
}

const tieCache = new WeakMap<Cluster['services'], WeakMap<Cluster['nodes'], TieIndex>>()

/** `makeTieIndex`, worked out once per pair of collections. */
export function tiesOf(cluster: Cluster): TieIndex {
  const byNodes = tieCache.get(cluster.services) ?? new WeakMap<Cluster['nodes'], TieIndex>()
  tieCache.set(cluster.services, byNodes)
  const made = byNodes.get(cluster.nodes) ?? makeTieIndex(cluster)
  byNodes.set(cluster.nodes, made)
  return made
}

/** What a difference is worth now. One that no Service explains may be what a Service just removed left behind. */
export function severityOf(
  drift: VirtualServerDrift,
  service: Service | undefined,
  cluster: Pick<Cluster, 'at' | 'servicesChangedAt'>,
): Severity {
  if (isOnlyDraining(drift)) return 'draining'
  return isSettling(cluster.at, service?.changedAt ?? cluster.servicesChangedAt) ? 'settling' : 'wrong'
}

const standings = new WeakMap<Cluster, Standing>()

export function standingOf(cluster: Cluster): Standing {
  const known = standings.get(cluster)
  if (known !== undefined) return known
  const ties = tiesOf(cluster)
  const differences: Difference[] = []
  let compared = 0
  for (const node of cluster.nodes.values()) {
    const drifts = isHeard(cluster.feeds.get(node.name)) ? knownDriftOf(cluster, node) : null
    if (drifts === null) continue
    compared++
    for (const drift of drifts) {
      const service = ties.get(drift.key)?.service ?? null
      const severity = severityOf(drift, service === null ? undefined : cluster.services.get(service), cluster)
      differences.push({ node: node.name, drift, service, severity })
    }
  }
  const standing = { differences, compared }
  standings.set(cluster, standing)
  return standing
}

export const countSeverities = (differences: readonly Difference[]): Record<Severity, number> => ({
  wrong: differences.filter(({ severity }) => severity === 'wrong').length,
  settling: differences.filter(({ severity }) => severity === 'settling').length,
  draining: differences.filter(({ severity }) => severity === 'draining').length,
})
