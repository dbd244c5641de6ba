/** One cell: its node asked in portions, its answers summed up and explained. */
import type { AccessAsked, AccessCell, AccessState } from '#model/access/access.ts'
import { expectedShares } from '#model/access/expected-shares.ts'
import { agentSilent, explainAccess, noProbe } from '#model/access/explain.ts'
import { summarise } from '#model/access/summarise.ts'
import { fitsProtocol } from '#model/access/usual-method.ts'
import { type Cluster, tableHashOf } from '#model/cluster.ts'
import {
  makeRealServerKey,
  makeVirtualServerKey,
  type NodeName,
  type RealServerKey,
  type ServicePortId,
} from '#model/ids.ts'
import type { ProbeTry } from '#model/probe/question.ts'
import { findServicePort, type Target } from '#model/service-port.ts'
import { isHeard, tableIndexOf } from '#model/table-index.ts'
import type { AskProbe, Timing } from './ask.ts'

/** Tries of one question: a test that is cancelled has no more than these still under way. */
export const portion = 5
/** Beside the tries themselves: the agent begins them up to 250 ms apart, and looks up connections after the last. */
const slackMs = 12_000

export interface CellOptions {
  readonly ask: AskProbe
  readonly cluster: () => Cluster
  /** Has a node's facts read anew; resolves when `cluster` has them, or they cannot be had now. */
  readonly refresh: (nodes: Iterable<NodeName>) => Promise<void>
  readonly timing: Timing
  readonly isWanted: () => boolean
  /** Resolves when the node may be asked so many tries more. */
  readonly turn: (tries: number) => Promise<void>
}

type Ended = Extract<AccessState, { is: 'done' | 'not-asked' }>

/** Null when it was not wanted any more. */
export async function askCell(
  cell: AccessCell,
  { tries, timeoutMs }: AccessAsked,
  { ask, cluster, refresh, timing, isWanted, turn }: CellOptions,
): Promise<Ended | null> {
  const { node, method } = cell
  const cannot = whyNot(cluster(), cell)
  if (cannot !== null || method === null) return cannot
  const { address, port } = cell.target!
  const done: ProbeTry[] = []
  let withoutConnections: string | null = null
  while (done.length < tries) {
    const count = Math.min(portion, tries - done.length)
    await turn(count)
    if (!isWanted()) return null
    const answer = await ask(node, { address, port, method, tries: count, timeoutMs }, timeoutMs + slackMs)
    if (!isWanted()) return null
    if (!answer.ok) return notAsked(cluster(), node, answer)
    if (answer.value.tries.length === 0) break
    done.push(...answer.value.tries)
    withoutConnections = answer.value.withoutConnections ?? withoutConnections
  }
  // A cause must not rest on settings of ten seconds ago.
  if (done.some(({ outcome }) => outcome !== 'answered')) await refresh([node])
  return sumUp(cluster(), cell, { tries: done, withoutConnections }, timing.now())
}

function whyNot(cluster: Cluster, { node, port, target, method }: AccessCell): Ended | null {
  const not = (why: string): Ended => ({ is: 'not-asked', why, causes: [] })
  if (target === null) return not(`The port ${port} has no address of this kind here.`)
  if (method === null)
    return { is: 'not-asked', why: `No probe of ${target.protocol}.`, causes: [noProbe(target.protocol)] }
  if (!fitsProtocol(method, target.protocol)) return not(`A ${target.protocol} port cannot be asked by ${method.is}.`)
  const feed = cluster.feeds.get(node)
  if (isHeard(feed)) return null
  const why = feed !== undefined && 'why' in feed ? feed.why : `No agent answers for node “${node}”.`
  return { is: 'not-asked', why, causes: [agentSilent(node, why)] }
}

/** An agent that says no is not silent. */
const notAsked = (
  cluster: Cluster,
  node: NodeName,
  { why, status }: { readonly why: string; readonly status: number | null },
): Ended => ({
  is: 'not-asked',
  why,
  causes: status === null || !isHeard(cluster.feeds.get(node)) ? [agentSilent(node, why)] : [],
})

function sumUp(cluster: Cluster, cell: AccessCell, tried: Parameters<typeof summarise>[0], at: number): Ended {
  const expected = expectedShares(virtualServerAt(cluster, cell.node, cell.target!))
  const hosts = hostsOf(cluster, cell.port)
  const hostOf = (real: RealServerKey) => hosts.get(real) ?? null
  return { is: 'done', at, result: summarise(tried, expected, hostOf, explainAccess(cluster, cell, tried)) }
}

/** Nodes of a port's endpoints, by the real server each is. */
function hostsOf(cluster: Cluster, id: ServicePortId): ReadonlyMap<RealServerKey, NodeName | null> {
  const endpoints = findServicePort(cluster, id)?.service.endpoints ?? []
  return new Map(
    endpoints.flatMap(({ address, ports, node }) =>
      ports.flatMap(({ port }) => (port === null ? [] : [[makeRealServerKey(address, port), node] as const])),
    ),
  )
}

/** Of the node's own table; null where it has none, or that is not known. */
function virtualServerAt(cluster: Cluster, name: NodeName, { protocol, address, port }: Target) {
  const node = cluster.nodes.get(name)
  const { servers, positions } = tableIndexOf(cluster, node === undefined ? null : tableHashOf(node))
  return servers[positions.get(makeVirtualServerKey(protocol, address, port)) ?? -1] ?? null
}
