/** `GET /api/v1/flows`: connections of several nodes, with the filters of the page's address. */
import type { Cluster } from '#model/cluster.ts'
import type { FlowFeed, FlowId, FlowRow } from '#model/flow.ts'
import { makeFilterKey, parseFlowFilter, type WrongFilter } from '#model/flow-filter.ts'
import { type FlowNames, makeFlowNames, type Owner } from '#model/flow-names.ts'
import type { NodeName } from '#model/ids.ts'
import type { FlowFilter } from '#model/scope.ts'
import { badRequest, type Projected, value } from './answer.ts'
import { formatTime } from './feeds.ts'

/** `namespaces`: of Services of these alone; null for all. */
export type FlowsOf = (
  filter: FlowFilter,
  namespaces: readonly string[] | null,
) => Promise<{
  readonly flows: ReadonlyMap<FlowId, FlowRow>
  readonly feeds: ReadonlyMap<NodeName, FlowFeed>
}>

export async function projectFlows(
  cluster: Cluster,
  query: URLSearchParams,
  flowsOf: FlowsOf,
  now: () => number,
): Promise<Projected> {
  const { filter, wrong } = parseFlowFilter(Object.fromEntries(query))
  const [first] = wrong
  if (first !== undefined) return badRequest(`${first}: “${filter[first]}” ${wrongWords[first]}.`)
  const { flows, feeds } = await flowsOf(filter, null)
  const named = makeFlowNames(cluster)
  return value({
    readAt: formatTime(now()),
    filter,
    nodes: [...cluster.nodes.keys()].map((node) => ({ name: node, ...showFlowFeed(feeds.get(node), filter) })),
    flows: [...flows.values()]
      .sort((a, b) => b.firstSeenAt - a.firstSeenAt)
      .map((row) => ({ node: row.node, ...showSeen(row), ...showConnection(named, row) })),
  })
}

const wrongWords: Readonly<Record<WrongFilter, string>> = {
  client: 'is no IP address',
  backend: 'is no IP address',
  state: 'is no state of a connection, such as ESTABLISHED',
  protocol: 'is no protocol; there are TCP, UDP and SCTP',
}

function showFlowFeed(feed: FlowFeed | undefined, filter: FlowFilter) {
  if (feed === undefined) return { is: 'not-asked' }
  if (feed.is !== 'read') return feed.is === 'waiting' ? feed : { ...feed, at: formatTime(feed.at) }
  const { at, counts, cut, ...rest } = feed
  const count = counts[makeFilterKey(filter)]
  // Read for what somebody else looks at alone.
  if (count === undefined) return { is: 'not-asked' }
  return { ...rest, at: formatTime(at), onlyPartRead: cut, ...count }
}

const showSeen = ({ firstSeenAt, readAt, goneAt }: FlowRow) => ({
  firstSeenAt: formatTime(firstSeenAt),
  readAt: formatTime(readAt),
  goneAt: goneAt === null ? null : formatTime(goneAt),
})

/** A connection before and after translation, with names beside addresses. */
export function showConnection(names: FlowNames, row: FlowRow) {
  const { protocol, client, virtual, source, real, state, expiresSeconds, packets, bytes } = row
  const tie = names.service(row)
  return {
    protocol,
    client: { ...client, ...showOwner(names.client(row)) },
    virtual: { ...virtual, service: tie?.service ?? null, role: tie?.role ?? null },
    source,
    isTranslated: source && (source.address !== client.address || source.port !== client.port),
    real: { ...real, ...showOwner(names.backend(row)) },
    state,
    expiresSeconds,
    packets,
    bytes,
  }
}

function showOwner(owner: Owner) {
  switch (owner.is) {
    case 'pod':
      return { pod: owner.pod }
    case 'node':
      return { node: owner.node }
    case 'own-process':
      return { ownProcessOf: owner.node }
    case 'unnamed':
      return {}
  }
}
