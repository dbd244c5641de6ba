/** The connections that are shown: those agents list now, and for a while those they list no more. */
import {
  type Connection,
  type FlowCount,
  type FlowFeed,
  type FlowId,
  type FlowRow,
  isSameEnd,
  makeFlowId,
} from '#model/flow.ts'
import type { NodeName } from '#model/ids.ts'
import type { ConnectionsAnswer } from '#model/sources/connections/report.ts'
import type { Errand } from './plan.ts'

export const shelfLimits = { rows: 2_000, goneMs: 10_000 }

export type Answered =
  | { readonly ok: true; readonly value: ConnectionsAnswer }
  | { readonly ok: false; readonly why: string }

export interface Shelf {
  /** The errands as they are now. Rows of nodes that are asked no more go at once: nobody knows whether they are gone. */
  keepTo(errands: readonly Errand[]): void
  /** An answer to an errand that is still on. */
  take(errand: Errand, answered: Answered, nowMs: number): void
  /** Drops what is gone for long. */
  sweep(nowMs: number): void
  rows(): ReadonlyMap<FlowId, FlowRow>
  feeds(): ReadonlyMap<NodeName, FlowFeed>
}

/** What one errand last brought. */
interface Bringing {
  readonly errand: Errand
  readonly ids: readonly FlowId[]
  readonly feed: FlowFeed
  readonly fitting: number
  /** When it last brought anything. */
  readonly readAt: number
}

export function makeShelf({ rows: most, goneMs }: typeof shelfLimits): Shelf {
  const rows = new Map<FlowId, FlowRow>()
  const brought = new Map<string, Bringing>()
  let toldRows: ReadonlyMap<FlowId, FlowRow> | null = null
  let toldFeeds: ReadonlyMap<NodeName, FlowFeed> | null = null

  const put = (id: FlowId, row: FlowRow) => {
    if (rows.get(id) === row) return
    rows.set(id, row)
    toldRows = null
  }
  const drop = (id: FlowId) => {
    if (rows.delete(id)) toldRows = toldFeeds = null
  }

  const nameOf = ({ node, key }: Errand) => `${node} ${key}`
  const listedOf = (node: NodeName) =>
    new Set([...brought.values()].filter(({ errand }) => errand.node === node).flatMap(({ ids }) => ids))

  /** Rows of the node that no errand lists any more are gone. */
  const markGone = (node: NodeName, nowMs: number) => {
    const listed = listedOf(node)
    for (const [id, row] of rows)
      if (row.node === node && row.goneAt === null && !listed.has(id)) put(id, { ...row, goneAt: nowMs })
  }
  const trim = () => {
    if (rows.size <= most) return
    const oldestFirst = [...rows].sort(
      ([, a], [, b]) => Number(a.goneAt === null) - Number(b.goneAt === null) || a.firstSeenAt - b.firstSeenAt,
    )
    for (const [id] of oldestFirst.slice(0, rows.size - most)) drop(id)
  }

  const tellFeeds = (): ReadonlyMap<NodeName, FlowFeed> => {
    const feeds = new Map<NodeName, FlowFeed>()
    for (const bringing of brought.values()) {
      const { node } = bringing.errand
      feeds.set(node, joinFeeds(feeds.get(node), countIn(bringing, rows)))
    }
    return feeds
  }

  return {
    keepTo(errands) {
      const wanted = new Map(errands.map((errand) => [nameOf(errand), errand]))
      for (const name of brought.keys()) if (!wanted.has(name)) brought.delete(name)
      for (const [name, errand] of wanted) {
        const before = brought.get(name) ?? { ids: [], feed: { is: 'waiting' }, fitting: 0, readAt: 0 }
        brought.set(name, { ...before, errand })
      }
      const nodes = new Set(errands.map(({ node }) => node))
      for (const [id, { node }] of rows) if (!nodes.has(node)) drop(id)
      toldFeeds = null
    },
    take(errand, answered, nowMs) {
      const before = brought.get(nameOf(errand))
      if (before === undefined) return
      toldFeeds = null
      if (!answered.ok || answered.value.is !== 'read') {
        const why = answered.ok ? (answered.value as { why: string }).why : answered.why
        const isOld = nowMs - before.readAt >= goneMs
        brought.set(nameOf(errand), {
          ...before,
          ids: isOld ? [] : before.ids,
          feed: { is: 'unreadable', at: nowMs, why },
        })
        if (isOld) markGone(errand.node, nowMs)
        return
      }
      const { connections, fitting, total, cut, conntrack } = answered.value
      const ids = connections.map((connection) => {
        const id = makeFlowId(errand.node, connection)
        put(id, refreshRow(rows.get(id), connection, errand.node, nowMs))
        return id
      })
      const withoutConntrack = conntrack.is === 'read' ? conntrack.cut : conntrack.why
      const feed = { is: 'read', at: nowMs, connections: total.connections, counts: {}, cut, withoutConntrack } as const
      brought.set(nameOf(errand), { errand: before.errand, ids, feed, fitting, readAt: nowMs })
      markGone(errand.node, nowMs)
      trim()
    },
    sweep(nowMs) {
      for (const [id, { goneAt }] of rows) if (goneAt !== null && nowMs - goneAt >= goneMs) drop(id)
    },
    rows: () => {
      toldRows ??= new Map(rows)
      return toldRows
    },
    feeds: () => {
      toldFeeds ??= tellFeeds()
      return toldFeeds
    },
  }
}

/** The kernel tells whole seconds, and an answer takes its time: within this a connection only idled. */
const idleSlackSeconds = 1.5

/** The row as it was where the connection only idled since: what does not change is not sent again. */
function refreshRow(row: FlowRow | undefined, connection: Connection, node: NodeName, nowMs: number): FlowRow {
  if (row === undefined) return { ...connection, node, firstSeenAt: nowMs, readAt: nowMs, goneAt: null }
  const left = row.expiresSeconds - (nowMs - row.readAt) / 1_000
  const isIdle =
    row.goneAt === null &&
    row.state === connection.state &&
    Math.abs(left - connection.expiresSeconds) <= idleSlackSeconds &&
    (row.source === null) === (connection.source === null) &&
    (row.source === null || connection.source === null || isSameEnd(row.source, connection.source)) &&
    row.packets?.out === connection.packets?.out &&
    row.packets?.back === connection.packets?.back &&
    row.bytes?.out === connection.bytes?.out &&
    row.bytes?.back === connection.bytes?.back
  return isIdle ? row : { ...connection, node, firstSeenAt: row.firstSeenAt, readAt: nowMs, goneAt: null }
}

function countIn({ errand, ids, feed, fitting }: Bringing, rows: ReadonlyMap<FlowId, FlowRow>): FlowFeed {
  if (feed.is !== 'read') return feed
  const shown = ids.filter((id) => rows.has(id)).length
  const counts: Record<string, FlowCount> = {}
  for (const filter of errand.filters) counts[filter] = { fitting, shown }
  return { ...feed, counts }
}

/** Several questions to one node, one feed: the newest reading says how the node is. */
function joinFeeds(a: FlowFeed | undefined, b: FlowFeed): FlowFeed {
  if (a === undefined || a.is === 'waiting') return b
  if (b.is === 'waiting') return a
  const newer = b.at >= a.at ? b : a
  if (newer.is !== 'read') return newer
  return { ...newer, counts: { ...(a.is === 'read' ? a.counts : {}), ...(b.is === 'read' ? b.counts : {}) } }
}
