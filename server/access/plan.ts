/** A question from outside as a test's cells: every name is looked up, nothing else is ever asked. */
import type { AccessAsked, AccessCell, AccessTestId } from '#model/access/access.ts'
import { usualMethod } from '#model/access/usual-method.ts'
import { familyOf } from '#model/address.ts'
import type { AccessAsk } from '#model/asks.ts'
import type { Cluster } from '#model/cluster.ts'
import { makeNodeName, type NodeName } from '#model/ids.ts'
import { parseProbeQuestion, probeLimits } from '#model/probe/question.ts'
import { findServicePort, type NamedServicePort, type Target, targetsOf } from '#model/service-port.ts'
import type { Refused } from './ask.ts'

export const planLimits = { ports: 200, cells: 10_000, usualTries: 3 } as const

export interface Plan {
  readonly asked: AccessAsked
  readonly ports: readonly NamedServicePort[]
}

export type Planned = { readonly ok: true; readonly plan: Plan } | Refused

const no = (why: string): Refused => ({ ok: false, why, isBusy: false })

export function planTest(cluster: Cluster, ask: AccessAsk): Planned {
  const { tries, timeoutMs, method, role } = ask
  // The agent's own limits, said before anybody is asked.
  const question = parseProbeQuestion({
    address: '192.0.2.1',
    port: 1,
    method: method ?? { is: 'tcp' },
    tries: tries ?? planLimits.usualTries,
    ...(timeoutMs === null ? {} : { timeoutMs }),
  })
  if (!question.ok) return no(`The test is not understood: ${question.why}.`)
  if (ask.ports.length === 0) return no('No port was named; write ports as NAMESPACE/NAME:PORT/PROTOCOL.')
  if (ask.ports.length > planLimits.ports) return no(`A test is of ${planLimits.ports} ports at most.`)
  const ports: NamedServicePort[] = []
  for (const id of new Set(ask.ports)) {
    const named = findServicePort(cluster, id)
    if (named === null)
      return no(`There is no port “${id}”; write it as NAMESPACE/NAME:PORT/PROTOCOL, such as default/web:80/TCP.`)
    ports.push(named)
  }
  const nodes = nodesOf(cluster, ask.nodes)
  if (typeof nodes === 'string') return no(nodes)
  if (nodes.length * ports.length > planLimits.cells)
    return no(
      `${nodes.length} nodes and ${ports.length} ports are more than ${planLimits.cells} questions; name fewer of either.`,
    )
  const asked: AccessAsked = {
    ports: ports.map(({ id }) => id),
    nodes,
    role: role ?? 'cluster-ip',
    method,
    tries: tries ?? planLimits.usualTries,
    timeoutMs: timeoutMs ?? probeLimits.usualMs,
  }
  return { ok: true, plan: { asked, ports } }
}

/** In the cluster's order; a sentence where a name is none. */
function nodesOf({ nodes }: Cluster, names: readonly string[] | null): readonly NodeName[] | string {
  if (names === null) return nodes.size > 0 ? [...nodes.keys()] : 'No node is known yet; ask again in a few seconds.'
  const wanted = new Set(names.map(makeNodeName))
  for (const name of wanted) if (!nodes.has(name)) return `There is no node “${name}”; /api/v1/nodes lists them.`
  return wanted.size > 0 ? [...nodes.keys()].filter((name) => wanted.has(name)) : 'No node was named.'
}

/** In the order of nodes, then ports. */
export function cellsOf(cluster: Cluster, test: AccessTestId, { asked, ports }: Plan): AccessCell[] {
  return asked.nodes.flatMap((node) =>
    ports.map((named) => ({
      test,
      node,
      port: named.id,
      target: findTarget(cluster, named, asked.role, node),
      method: named.port.protocol === 'SCTP' ? null : (asked.method ?? usualMethod(named)),
      state: { is: 'waiting' } as const,
    })),
  )
}

/** IPv4 before IPv6; of a node port the asking node's own address. */
function findTarget(
  cluster: Cluster,
  named: NamedServicePort,
  role: AccessAsked['role'],
  node: NodeName,
): Target | null {
  const own = cluster.nodes.get(node)
  const nodes: Cluster['nodes'] = own === undefined ? new Map() : new Map([[node, own]])
  const targets = targetsOf(named, { nodes }).filter((target) => target.role === role)
  return targets.find(({ address }) => familyOf(address) === 4) ?? targets[0] ?? null
}
