/** What the page of connections says: its lines, newest first, and what is not among them. */
import type { Cluster } from '#model/cluster.ts'
import type { FlowId, FlowRow } from '#model/flow.ts'
import { isSameEnd } from '#model/flow.ts'
import { makeFilterKey } from '#model/flow-filter.ts'
import { makeFlowNames, type Owner } from '#model/flow-names.ts'
import type { NodeName } from '#model/ids.ts'
import type { FlowFilter } from '#model/scope.ts'
import { isHeard } from '#model/table-index.ts'
import type { Tie } from '#model/tie.ts'

export interface FlowLine {
  readonly id: FlowId
  readonly row: FlowRow
  readonly client: Owner
  readonly tie: Tie | null
  /** Who lends the source its address; null while the source is not known. */
  readonly source: Owner | null
  readonly isTranslated: boolean
  readonly backend: Owner
  /** Why the source is not known; null where conntrack was read. */
  readonly withoutConntrack: string | null
  /** Its node lists but the newest of those that fit: one that is listed no more may be there still. */
  readonly isListCut: boolean
}

/** By when they were first seen, the newest first; those seen at once in a fixed order. */
export function makeFlowLines(cluster: Cluster): FlowLine[] {
  const names = makeFlowNames(cluster)
  return [...cluster.flows]
    .map(([id, row]) => {
      const feed = cluster.flowFeeds.get(row.node)
      return {
        id,
        row,
        client: names.client(row),
        tie: names.service(row),
        source: names.source(row),
        isTranslated: row.source !== null && !isSameEnd(row.source, row.client),
        backend: names.backend(row),
        withoutConntrack: feed?.is === 'read' ? feed.withoutConntrack : null,
        isListCut: feed?.is === 'read' && Object.values(feed.counts).some(({ fitting, shown }) => fitting > shown),
      }
    })
    .sort((a, b) => b.row.firstSeenAt - a.row.firstSeenAt || (a.id < b.id ? -1 : 1))
}

/** Nodes that have something in common, with what it is. */
export interface Reason {
  readonly why: string
  readonly nodes: readonly NodeName[]
}

export interface Looked {
  /** Nodes whose connections were read. */
  readonly read: number
  readonly waiting: readonly NodeName[]
  /** Those that do not answer, and those that are not asked since others are busier. */
  readonly silent: readonly NodeName[]
  readonly notAsked: readonly NodeName[]
  readonly unreadable: readonly Reason[]
  readonly withoutConntrack: readonly Reason[]
  readonly cut: readonly Reason[]
  /** All that the kernels of the nodes read hold, whatever was asked. */
  readonly connections: number
  readonly fitting: number
  readonly shown: number
}

/** So many nodes are asked when none is named; fewer have a feed where the others cannot have what fits. */
const mostAsked = 50

export function lookedAt(cluster: Cluster, filter: FlowFilter): Looked {
  const key = makeFilterKey(filter)
  const reasons = { unreadable: makeReasons(), withoutConntrack: makeReasons(), cut: makeReasons() }
  const waiting: NodeName[] = []
  let read = 0
  let connections = 0
  let fitting = 0
  let shown = 0
  const isMine = (node: NodeName) => filter.node === '' || filter.node === node
  const asked = [...cluster.flowFeeds].filter(
    // Read for somebody else's filter alone, it tells nothing of this one.
    ([node, feed]) => isMine(node) && (feed.is !== 'read' || feed.counts[key] !== undefined),
  )
  for (const [node, feed] of asked) {
    if (feed.is === 'waiting') waiting.push(node)
    else if (feed.is === 'unreadable') reasons.unreadable.add(feed.why, node)
    else {
      read++
      connections += feed.connections
      fitting += feed.counts[key]?.fitting ?? 0
      shown += feed.counts[key]?.shown ?? 0
      if (feed.withoutConntrack !== null) reasons.withoutConntrack.add(feed.withoutConntrack, node)
      if (feed.cut !== null) reasons.cut.add(feed.cut, node)
    }
  }
  const those = new Set(asked.map(([node]) => node))
  const without = [...cluster.nodes.keys()].filter((node) => isMine(node) && !those.has(node))
  const isHeardOf = (node: NodeName) => isHeard(cluster.feeds.get(node))
  return {
    read,
    waiting,
    silent: without.filter((node) => !isHeardOf(node)),
    notAsked: those.size < mostAsked ? [] : without.filter(isHeardOf),
    unreadable: reasons.unreadable.all(),
    withoutConntrack: reasons.withoutConntrack.all(),
    cut: reasons.cut.all(),
    connections,
    fitting,
    shown,
  }
}

function makeReasons() {
  const nodes = new Map<string, NodeName[]>()
  return {
    add(why: string, node: NodeName) {
      const known = nodes.get(why)
      if (known) known.push(node)
      else nodes.set(why, [node])
    },
    all: (): Reason[] => [...nodes].map(([why, those]) => ({ why, nodes: those })),
  }
}

/** Why there is no line. */
export type NoLines =
  | { readonly is: 'asking' }
  | { readonly is: 'no-node' }
  | { readonly is: 'no-service' }
  | { readonly is: 'not-allowed' }
  | { readonly is: 'nobody' }
  | { readonly is: 'not-known' }
  | { readonly is: 'none' }
  | { readonly is: 'no-match' }

export function whyNoLines(cluster: Cluster, filter: FlowFilter, looked: Looked): NoLines {
  const { node, service } = filter
  if (node !== '' && ![...cluster.nodes.keys()].some((name) => name === node)) return { is: 'no-node' }
  const isKnown = cluster.api.get('services')?.is === 'live'
  if (isKnown && service !== '' && !service.endsWith('/') && ![...cluster.services.keys()].some((id) => id === service))
    return { is: 'no-service' }
  if (looked.waiting.length > 0 && looked.read === 0) return { is: 'asking' }
  if (looked.read === 0 && looked.unreadable.length > 0) return { is: 'not-known' }
  const feeds = [...cluster.feeds.values()]
  if (!feeds.some((feed) => isHeard(feed)))
    return { is: feeds.some((feed) => feed.is === 'refused') ? 'not-allowed' : 'nobody' }
  const isFiltered = Object.values(filter).some((text) => text !== '')
  if (isFiltered) return { is: 'no-match' }
  return looked.read === 0 ? { is: 'asking' } : { is: 'none' }
}

/** Seconds until the kernel forgets it, run down since it was read. */
export const secondsLeft = ({ expiresSeconds, readAt }: FlowRow, now: number): number =>
  Math.max(0, expiresSeconds - Math.floor(Math.max(0, now - readAt) / 1_000))
