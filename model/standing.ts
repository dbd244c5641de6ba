/**
 * How the tables stand against what they should be, over all nodes: the figures and sentences
 * every view shares. Remembers by object identity, so a tick of load costs nothing here.
 */
import { type Cluster, type Health, type Service, tableHashOf } from './cluster.ts'
import { driftOf, driftOfTables, isOnlyDraining, isSettling, type VirtualServerDrift } from './drift.ts'
import type { NodeName, ServiceId, TableHash } from './ids.ts'
import { isHeard } from './table-index.ts'
import { serviceOf, thingOfIn } from './thing-of.ts'
import { makeTieIndex, nodePortAddressesOf, type TieIndex } from './tie.ts'

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

let lastTies: { readonly services: Cluster['services']; readonly addresses: string; readonly index: TieIndex } | null =
  null

/** `makeTieIndex`, worked out again only when Services or addresses of nodes are others. */
export function tiesOf(cluster: Cluster): TieIndex {
  const addresses = addressesOf(cluster.nodes)
  if (lastTies?.services !== cluster.services || lastTies.addresses !== addresses)
    lastTies = { services: cluster.services, addresses, index: makeTieIndex(cluster) }
  return lastTies.index
}

const ownAddresses = new WeakMap<object, string>()
const addressTexts = new WeakMap<Cluster['nodes'], string>()

/** What of the nodes ties depend on, as one text. */
function addressesOf(nodes: Cluster['nodes']): string {
  const known = addressTexts.get(nodes)
  if (known !== undefined) return known
  const text = [...nodes.values()]
    .map((node) => {
      const source = node.addresses.length > 0 ? node.addresses : (node.kube ?? node.addresses)
      const own = ownAddresses.get(source) ?? nodePortAddressesOf(node).join()
      ownAddresses.set(source, own)
      return own
    })
    .join(';')
  addressTexts.set(nodes, text)
  return text
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
    const drifts = isHeard(cluster.feeds.get(node.name)) ? driftOf(cluster, node) : null
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

/** The whole cluster in a few numbers, at the cost of its distinct pairs of tables, not of its nodes. */
export function healthOf(cluster: Cluster): Health {
  const pairs = new Map<TableHash, Map<TableHash, number>>()
  let heard = 0
  let compared = 0
  for (const node of cluster.nodes.values()) {
    if (!isHeard(cluster.feeds.get(node.name))) continue
    heard++
    const have = tableHashOf(node)
    if (have === null || node.want === null) continue
    compared++
    if (have === node.want) continue
    const haves = pairs.get(node.want) ?? new Map<TableHash, number>()
    pairs.set(node.want, haves)
    haves.set(have, (haves.get(have) ?? 0) + 1)
  }
  const counts = { wrong: 0, settling: 0, draining: 0 }
  const thingOf = pairs.size > 0 ? thingOfIn(cluster) : null
  for (const [want, haves] of pairs)
    for (const [have, nodes] of haves)
      for (const drift of driftOfTables(cluster, have, want))
        counts[severityOf(drift, serviceOf(cluster, thingOf!(drift.key)), cluster)] += nodes
  return { nodes: cluster.nodes.size, heard, compared, ...counts }
}
