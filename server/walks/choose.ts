/** A walk as somebody wants it, with everything filled in; or one sentence why it cannot be. */
import { fitsProtocol, usualMethod } from '#model/access/usual-method.ts'
import { familyOf } from '#model/address.ts'
import type { WalkAsk } from '#model/asks.ts'
import { captureLimits } from '#model/capture/question.ts'
import type { Cluster } from '#model/cluster.ts'
import { findServicePort, type NamedServicePort, type Target, targetsOf, usualTarget } from '#model/service-port.ts'
import { type Planned, planWalk } from '#model/walk/plan.ts'
import type { WalkAsked } from '#model/walk/walk.ts'

const usualSeconds = { probe: 10, live: 30 } as const

export type Chosen =
  | { readonly ok: true; readonly asked: WalkAsked; readonly plan: Extract<Planned, { ok: true }>['plan'] }
  | { readonly ok: false; readonly why: string }

export function chooseWalk(ask: WalkAsk, cluster: Cluster): Chosen {
  const named = findServicePort(cluster, ask.port)
  if (named === null)
    return refuse(
      `There is no Service port “${ask.port}”; write it as NAMESPACE/NAME:PORT/PROTOCOL, as default/web:80/TCP.`,
    )
  const method = ask.method ?? usualMethod(named)
  if (method === null) return refuse('SCTP ports cannot be walked: no probe speaks SCTP.')
  if (!fitsProtocol(method, named.port.protocol))
    return refuse(`A ${named.port.protocol} port cannot be asked by ${method.is}; take another method, or none.`)
  const { source } = ask
  if (source.is === 'node' && !cluster.nodes.has(source.node)) return refuse(`There is no node “${source.node}”.`)
  if (source.is === 'pod' && !cluster.pods.has(source.pod)) return refuse(`There is no Pod “${source.pod}”.`)
  const how = ask.how ?? (source.is === 'node' ? 'probe' : 'live')
  if (how === 'probe' && source.is !== 'node')
    return refuse('Only a node can be made to ask; of a Pod or a client the next request is waited for: how “live”.')
  // Before it is translated, a node's own request passes no device: whose it was cannot be seen.
  if (how === 'live' && source.is === 'node')
    return refuse('A node is made to ask; only of a Pod or a client outside the next request can be waited for.')
  const target = targetOf(ask, named, cluster)
  if (target === null)
    return refuse(
      `Service port “${ask.port}” has no ${ask.role ?? 'cluster-ip'} address${ask.family === null ? '' : ` of IPv${ask.family}`} that could be asked.`,
    )
  const seconds = Math.min(ask.seconds ?? usualSeconds[how], captureLimits.most.seconds)
  const asked: WalkAsked = { source, port: named.id, target, how, method, seconds }
  const planned = planWalk(cluster, named, asked)
  return planned.ok ? { ok: true, asked, plan: planned.plan } : planned
}

const refuse = (why: string): Chosen => ({ ok: false, why })

function targetOf({ role, node, family, source }: WalkAsk, named: NamedServicePort, cluster: Cluster): Target | null {
  const isUsual = (role === null || role === 'cluster-ip') && family === null
  if (isUsual) return usualTarget(named, cluster)
  const own = node ?? (source.is === 'node' ? source.node : null)
  const targets = targetsOf(named, cluster)
    .filter(
      (target) =>
        target.role === (role ?? 'cluster-ip') && (family ?? familyOf(target.address)) === familyOf(target.address),
    )
    // IPv4 first, as of the ClusterIP.
    .sort((a, b) => familyOf(a.address) - familyOf(b.address))
  const ofNode = targets.filter((target) => target.node === own)
  // Of a node's addresses the one other nodes know it by.
  const known = own === null ? [] : (cluster.nodes.get(own)?.kube?.addresses ?? [])
  return ofNode.find(({ address }) => known.includes(address)) ?? ofNode[0] ?? targets[0] ?? null
}
