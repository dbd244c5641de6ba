/** What is worth a request as things stand: who has a table that differs, and each kind of address by one example. */
import type { Cluster, Service } from '../cluster.ts'
import type { NodeName, ServicePortId } from '../ids.ts'
import { idOfPort } from '../service-port.ts'
import { standingOf, tiesOf } from '../standing.ts'
import { isHeard } from '../table-index.ts'
import { type Role, tiesOfService } from '../tie.ts'

export interface WorthAsking {
  readonly node: NodeName
  readonly port: ServicePortId
  readonly role: Role
  /** Its virtual server on this node is not what it should be. */
  readonly differs: boolean
}

const rolesShown: readonly Role[] = ['cluster-ip', 'node-port', 'load-balancer']
const mostDiffering = 3

/** Those that differ first, each port once, three at most; then one for each kind of address, from a node without a Pod of it where there is one. */
export function worthAsking(cluster: Cluster): WorthAsking[] {
  const differing = portsThatDiffer(cluster)
  const taken = new Set(differing.map(({ port }) => port))
  return [...differing, ...rolesShown.map((role) => exampleOf(cluster, role, taken)).filter((each) => each !== null)]
}

/** Each port once, at the first node that has it wrong; three at most. */
export function portsThatDiffer(cluster: Cluster): WorthAsking[] {
  const ties = tiesOf(cluster)
  const found = new Map<ServicePortId, WorthAsking>()
  for (const { node, drift, severity } of standingOf(cluster).differences) {
    const tie = ties.get(drift.key)
    const service = tie && cluster.services.get(tie.service)
    if (severity !== 'wrong' || !service || !canBeAsked(tie.port)) continue
    const port = idOfPort(service, tie.port)
    if (!found.has(port)) found.set(port, { node, port, role: tie.role, differs: true })
    if (found.size === mostDiffering) break
  }
  return [...found.values()]
}

function exampleOf(cluster: Cluster, role: Role, taken: ReadonlySet<ServicePortId>): WorthAsking | null {
  const heard = [...cluster.nodes.keys()].filter((name) => isHeard(cluster.feeds.get(name)))
  for (const service of cluster.services.values()) {
    const hosts = new Set(service.endpoints.filter(({ ready, pod }) => ready && pod !== null).map(({ node }) => node))
    const node = heard.find((name) => !hosts.has(name)) ?? heard[0]
    if (hosts.size === 0 || node === undefined) continue
    // Node ports are on every node: which addresses those have does not matter here.
    const port = tiesOfService(service, [''])
      .filter(([, tie]) => tie.role === role && canBeAsked(tie.port))
      .map(([, tie]) => idOfPort(service, tie.port))
      .find((id) => !taken.has(id))
    if (port !== undefined) return { node, port, role, differs: false }
  }
  return null
}

/** Nothing here sends SCTP. */
const canBeAsked = ({ protocol }: Service['ports'][number]): boolean => protocol !== 'SCTP'
