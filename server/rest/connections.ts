/** `GET /api/v1/nodes/NODE/connections`: what one kernel holds, read now. */
import type { Cluster } from '#model/cluster.ts'
import { makeFlowNames } from '#model/flow-names.ts'
import { makeNodeName, type NodeName } from '#model/ids.ts'
import { formatConnections } from '#model/sources/connections/format.ts'
import {
  type ConnectionsAnswer,
  type ConnectionsQuestion,
  type ConnectionsRead,
  parseConnectionsQuestion,
} from '#model/sources/connections/report.ts'
import { badRequest, conflict, notFound, type Projected, type RestAnswer, send, sendText, value } from './answer.ts'
import { formatTime } from './feeds.ts'
import { showConnection } from './flows.ts'

export type ConnectionsOf = (
  node: NodeName,
  question: ConnectionsQuestion,
) => Promise<{ readonly ok: true; readonly value: ConnectionsAnswer } | { readonly ok: false; readonly why: string }>

export interface ConnectionsRequest {
  readonly node: string
  readonly query: URLSearchParams
  readonly wantsText: boolean
}

/** As text the templates are always there, as `ipvsadm -Lnc` lists them. */
export async function answerConnections(
  cluster: Cluster,
  { node: name, query, wantsText }: ConnectionsRequest,
  connectionsOf: ConnectionsOf,
  now: () => number,
): Promise<RestAnswer> {
  const node = makeNodeName(name)
  if (!cluster.nodes.has(node)) return send(notFound(`There is no node “${name}”; /api/v1/nodes lists them.`))
  const question = parseQuery(query, wantsText)
  if (!question.ok) return send(badRequest(question.why))
  const answer = await connectionsOf(node, question.value)
  if (!answer.ok) return send(conflict(`The connections of node “${name}” cannot be read: ${answer.why}`))
  if (answer.value.is !== 'read')
    return send(conflict(`Node “${name}” has no connections to show: ${answer.value.why}`))
  if (!wantsText) return send(project(cluster, node, answer.value, now()))
  const text = formatConnections(answer.value.connections, answer.value.templates?.shown ?? [])
  return sendText(text, formatTime(now()), cluster.feeds.get(node) ?? { is: 'no-agent' })
}

function parseQuery(query: URLSearchParams, wantsText: boolean) {
  const one = (name: string, as = name) => (query.get(name) ? { [as]: query.get(name) } : {})
  const virtual = query.getAll('virtual').map(parseVirtual)
  const wrong = virtual.indexOf(null)
  if (wrong >= 0) {
    const why = `virtual: “${query.getAll('virtual')[wrong]}” is no virtual server; write it as “TCP 10.96.0.1:80”.`
    return { ok: false, why } as const
  }
  const limit = query.get('limit')
  const asked = parseConnectionsQuestion({
    ...(virtual.length === 0 ? {} : { virtual }),
    ...one('client'),
    ...one('backend', 'real'),
    ...one('state'),
    ...one('protocol'),
    ...(limit ? { limit: Number(limit) } : {}),
    templates: wantsText || query.has('templates'),
    counts: query.has('counts'),
  })
  return asked.ok ? asked : ({ ok: false, why: `The question is not understood: ${asked.why}.` } as const)
}

/** `TCP 10.96.0.1:80`, `UDP [fd00::1]:53`. */
function parseVirtual(text: string): object | null {
  const [, protocol, six, four, port] = /^(TCP|UDP|SCTP) (?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? []
  return protocol === undefined ? null : { protocol, address: six ?? four, port: Number(port) }
}

function project(cluster: Cluster, node: NodeName, read: ConnectionsRead, readAt: number): Projected {
  const names = makeFlowNames(cluster)
  const { total, cut, fitting, connections, templates, counts, conntrack } = read
  const seen = { node, firstSeenAt: readAt, readAt, goneAt: null }
  return value({
    node,
    readAt: formatTime(readAt),
    total,
    onlyPartRead: cut,
    fitting,
    leftOut: fitting - connections.length,
    connections: connections.map((connection) => showConnection(names, { ...connection, ...seen })),
    templates: templates && { ...templates, leftOut: templates.fitting - templates.shown.length },
    counts: counts && { ...counts, notCounted: counts.left, left: undefined },
    conntrack,
  })
}
