/** Service ports that can be asked, and how they are found. */
import type { Choice } from '#components/parts/picker.tsx'
import type { Cluster } from '#model/cluster.ts'
import type { NodeName, ServicePortId } from '#model/ids.ts'
import { portsThatDiffer } from '#model/probe/worth-asking.ts'
import { findServicePort, idOfPort } from '#model/service-port.ts'
import type { Role } from '#model/tie.ts'

export interface AskablePort {
  readonly id: ServicePortId
  readonly namespace: string
  /** Lower case, of names, port and addresses. */
  readonly words: string
  readonly note: string
}

/** A Service without an address has none to ask. SCTP ports are among them: that nothing here can ask them is an answer too. */
export const askablePorts = ({ services }: Pick<Cluster, 'services'>): AskablePort[] =>
  [...services.values()]
    .filter(({ clusterIps }) => clusterIps.length > 0)
    .flatMap((service) =>
      service.ports.map((port) => {
        const id = idOfPort(service, port)
        const [address = ''] = service.clusterIps
        return {
          id,
          namespace: service.namespace,
          words: `${id} ${port.name} ${service.clusterIps.join(' ')}`.toLowerCase(),
          note: `${port.name ? `${port.name} ` : ''}${address}`,
        }
      }),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1))

const mostSuggested = 6

/** Offered before anybody has written a word: those that differ somewhere first. */
export function suggestionsOf(
  cluster: Cluster,
  ports: readonly AskablePort[],
): { readonly id: ServicePortId; readonly differs: boolean }[] {
  const differing = new Set(portsThatDiffer(cluster).map(({ port }) => port))
  return ports
    .map(({ id }) => ({ id, differs: differing.has(id) }))
    .sort((a, b) => Number(b.differs) - Number(a.differs))
    .slice(0, mostSuggested)
}

/** Those that fit the words and are not taken; before them all of each namespace that fits, where there are several. */
export function portChoices(
  ports: readonly AskablePort[],
  taken: readonly ServicePortId[],
  query: string,
  allOf: (namespace: string, count: number) => string,
): Choice[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const free = ports.filter(({ id }) => !taken.includes(id))
  const fitting = free.filter((port) => words.every((word) => port.words.includes(word)))
  const namespaces = [...Map.groupBy(free, ({ namespace }) => namespace)].filter(
    ([namespace, own]) => own.length > 1 && words.every((word) => namespace.toLowerCase().includes(word)),
  )
  return [
    ...namespaces.map(([namespace, own]) => ({
      ids: own.map(({ id }) => id),
      text: allOf(namespace, own.length),
    })),
    ...fitting.map(({ id, note }) => ({ ids: [id], text: id, note })),
  ]
}

export const nodeChoices = (nodes: Iterable<NodeName>, taken: readonly NodeName[], query: string): Choice[] =>
  [...nodes]
    .filter((name) => !taken.includes(name) && name.toLowerCase().includes(query.trim().toLowerCase()))
    .map((name) => ({ ids: [name], text: name }))

/** Kinds of addresses that all of these ports have; a ClusterIP they always have. */
export function rolesOf(cluster: Pick<Cluster, 'services'>, ports: readonly ServicePortId[]): Role[] {
  const named = ports.map((id) => findServicePort(cluster, id)).filter((port) => port !== null)
  const all = (has: (port: (typeof named)[number]) => boolean) => named.length > 0 && named.every(has)
  return [
    'cluster-ip',
    ...(all(({ port }) => port.nodePort !== 0) ? (['node-port'] as const) : []),
    ...(all(({ service }) => service.loadBalancerIps.length > 0) ? (['load-balancer'] as const) : []),
    ...(all(({ service }) => service.externalIps.length > 0) ? (['external-ip'] as const) : []),
  ]
}
