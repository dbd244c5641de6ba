/** What every chosen node is asked. */
import type { Cluster, Node } from '#model/cluster.ts'
import {
  type FlowLook,
  flowProtocols,
  makeLookKey,
  servicesOfLook,
  virtualTargetsOf,
  wrongIn,
} from '#model/flow-filter.ts'
import type { NodeName } from '#model/ids.ts'
import { type ConnectionsQuestion, connectionLimits } from '#model/sources/connections/report.ts'
import type { Chosen } from './choose.ts'

/** One question to one node, for every filter it serves. */
export interface Errand {
  readonly node: NodeName
  readonly question: ConnectionsQuestion
  /** The question as text: equal ones are asked once. */
  readonly key: string
  /** `makeLookKey` of those that want to know. */
  readonly filters: readonly string[]
}

/** However many nodes are asked, each may answer with so many. */
const leastShown = 20

/** `mostRows` are shared among all questions. */
export function planErrands(
  filters: readonly FlowLook[],
  chosen: Chosen,
  cluster: Cluster,
  mostRows: number,
): readonly Errand[] {
  const questions = [...chosen.values()].reduce((sum, nodes) => sum + nodes.length, 0)
  const share = Math.floor(mostRows / Math.max(1, questions))
  const limit = Math.min(connectionLimits.usuallyShown, Math.max(leastShown, share))
  const errands = new Map<string, Errand>()
  for (const filter of filters) {
    const filterKey = makeLookKey(filter)
    for (const name of chosen.get(filterKey) ?? []) {
      const node = cluster.nodes.get(name)
      const question = node && makeQuestion(filter, cluster, node, limit)
      if (!question) continue
      const key = JSON.stringify(question)
      const known = errands.get(`${name} ${key}`)
      errands.set(`${name} ${key}`, { node: name, question, key, filters: [...(known?.filters ?? []), filterKey] })
    }
  }
  return [...errands.values()]
}

/** Null where nothing can fit: the filter names what cannot be, or virtual servers this node has none of. */
function makeQuestion(filter: FlowLook, cluster: Cluster, node: Node, limit: number): ConnectionsQuestion | null {
  if (wrongIn(filter).length > 0) return null
  const protocol = flowProtocols.find((name) => name === filter.protocol)
  const services = servicesOfLook(cluster, filter)
  const virtual = services && virtualTargetsOf(services, node)
  if (virtual?.length === 0) return null
  return {
    // A namespace of more virtual servers than a question can name is asked for whole, and sorted out here.
    ...(virtual === null || virtual.length > connectionLimits.virtual ? {} : { virtual }),
    ...(filter.backend === '' ? {} : { real: filter.backend }),
    ...(filter.client === '' ? {} : { client: filter.client }),
    ...(filter.state === '' ? {} : { state: filter.state }),
    ...(protocol === undefined ? {} : { protocol }),
    limit,
    templates: false,
    counts: false,
  }
}
