/** Connections of one node, read now, as somebody sees them who sees some namespaces only. */
import type { Cluster } from '../cluster.ts'
import { virtualTargetsOf } from '../flow-filter.ts'
import { makeVirtualServerKey, type NodeName, type VirtualServerKey } from '../ids.ts'
import { type ConnectionsQuestion, type ConnectionsRead, connectionLimits } from '../sources/connections/report.ts'
import { makeKey } from '../topology.ts'
import { makeSeesFlow, makeSeesServer, namingOf } from './naming.ts'

/** Asks for what is seen alone; null where that is nothing. More virtual servers than a question can name are sorted out afterwards. */
export function limitQuestion(
  cluster: Cluster,
  node: NodeName,
  question: ConnectionsQuestion,
  namespaces: readonly string[],
): ConnectionsQuestion | null {
  const naming = namingOf(cluster, namespaces)
  const seesServer = makeSeesServer(naming, cluster.nodes)
  const asked = question.virtual ?? virtualTargetsOf([...naming.services.values()], cluster.nodes.get(node)!)
  const virtual = asked.filter(({ protocol, address, port }) =>
    seesServer(makeVirtualServerKey(protocol, address, port)),
  )
  if (virtual.length === 0) return null
  return virtual.length > connectionLimits.virtual ? question : { ...question, virtual }
}

/** Totals are of what is listed: those of the whole table are nobody's who does not see it. */
export function limitConnections(
  cluster: Cluster,
  read: ConnectionsRead,
  namespaces: readonly string[],
): ConnectionsRead {
  const naming = namingOf(cluster, namespaces)
  const seesServer = makeSeesServer(naming, cluster.nodes)
  const { addresses } = naming.hidden
  const { mentions } = naming.sight
  const connections = read.connections.filter(makeSeesFlow(naming, cluster.nodes))
  const shown = read.templates?.shown.filter(
    ({ match, client, real }) =>
      match.protocol !== 'FWM' &&
      match.port !== null &&
      seesServer(makeKey({ ...match, port: match.port })) &&
      !addresses.has(client) &&
      !addresses.has(real.address),
  )
  return {
    ...read,
    total: {
      connections: connections.length,
      templates: shown?.length ?? 0,
      invalidated: shown?.filter(({ isInvalidated }) => isInvalidated).length ?? 0,
      portless: 0,
      notUnderstood: 0,
    },
    fitting: connections.length,
    connections,
    templates: shown === undefined ? null : { fitting: shown.length, shown },
    counts: read.counts && {
      counts: read.counts.counts.filter((count) => seesServer(count.virtual as VirtualServerKey) && !mentions(count)),
      left: 0,
    },
  }
}
