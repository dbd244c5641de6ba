/** The twin for who sees some namespaces only: what answers are made of, limited before anything is made. */
import { limitConnections, limitQuestion } from '#model/egress/connections.ts'
import { limitCluster, limitProofs } from '#model/egress/limit.ts'
import { namingOf } from '#model/egress/naming.ts'
import type { Principal } from '#model/principal.ts'
import { findServicePort, targetsOf } from '#model/service-port.ts'
import type { ConnectionsOf } from './connections.ts'
import type { RestSources } from './rest.ts'

export function limitSources(sources: RestSources, { namespaces }: Principal): RestSources {
  if (namespaces === null) return sources
  const sight = { namespaces }
  const cluster = () => limitCluster(sources.cluster(), sight)
  const proofs = () => limitProofs(sources.cluster(), sources.proofs(), sight)
  const mentions = (value: unknown) => namingOf(sources.cluster(), namespaces).sight.mentions(value)
  /** Why a port cannot be asked; null when it can. Addresses are as Services write them, and could be another's. */
  const refusePort = (id: string) => {
    const named = findServicePort(cluster(), id)
    if (named === null)
      return `There is no port “${id}”; write it as NAMESPACE/NAME:PORT/PROTOCOL, such as default/web:80/TCP.`
    const addresses = [...targetsOf(named, cluster()), ...named.service.endpoints].map(({ address }) => address)
    return mentions(addresses) ? `The port ${id} stands on an address of another namespace.` : null
  }
  const refusePorts = (ids: readonly string[]) => {
    const why = ids.map(refusePort).find((each) => each !== null)
    return why === undefined ? null : ({ ok: false, why } as const)
  }
  /** Who sees a part of it does not decide about it. */
  const hasWhole = (kind: 'accessTests' | 'accessSchedules', id: string) => {
    const [own, whole] = [proofs()[kind].get(id), sources.proofs()[kind].get(id)]
    return own !== undefined && own.asked.ports.length === whole?.asked.ports.length
  }
  const { access, captures, walks } = sources
  const noFile = () => null

  return {
    ...sources,
    cluster,
    proofs,
    statisticsOf: async () => ({
      ok: false,
      why: 'they are of the whole table, and for those who see every namespace.',
    }),
    connectionsOf: limitConnectionsOf(sources, namespaces),
    flowsOf: async (filter) => {
      const seen = await sources.flowsOf(filter, namespaces)
      const { flows, flowFeeds } = limitCluster(
        { ...sources.cluster(), flows: seen.flows, flowFeeds: seen.feeds },
        sight,
      )
      return { flows, feeds: flowFeeds }
    },
    access: {
      start: (ask, by) => refusePorts(ask.ports) ?? access.start(ask, by),
      schedule: (ask, everySeconds, by) => refusePorts(ask.ports) ?? access.schedule(ask, everySeconds, by),
      cancel: (id, by) => hasWhole('accessTests', id) && access.cancel(id, by),
      unschedule: (id, by) => hasWhole('accessSchedules', id) && access.unschedule(id, by),
    },
    captures: {
      start: (what) => refusePorts([what.port]) ?? captures.start(what),
      stop: (id) => proofs().captures.has(id) && captures.stop(id),
      forget: (id) => proofs().captures.has(id) && captures.forget(id),
      file: noFile,
    },
    walks: {
      start: (ask, by) => {
        if (mentions(ask.source)) return { ok: false, why: 'What the request would begin at is not there.' }
        return refusePorts([ask.port]) ?? walks.start(ask, by)
      },
      cancel: (id) => proofs().walks.has(id) && walks.cancel(id),
      forget: (id) => proofs().walks.has(id) && walks.forget(id),
      keep: (id, isKept) => proofs().walks.has(id) && walks.keep(id, isKept),
      file: noFile,
    },
  }
}

function limitConnectionsOf(sources: RestSources, namespaces: readonly string[]): ConnectionsOf {
  return async (node, question) => {
    const asked = limitQuestion(sources.cluster(), node, question, namespaces)
    if (asked === null) return { ok: false, why: 'there is nothing of what you see on it.' }
    const answer = await sources.connectionsOf(node, asked)
    if (!answer.ok || answer.value.is !== 'read') return answer
    return { ok: true, value: limitConnections(sources.cluster(), answer.value, namespaces) }
  }
}
