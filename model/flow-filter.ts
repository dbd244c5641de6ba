/** Which connections a filter means, and which virtual servers on a node that is. */
import { normaliseAddress } from './address.ts'
import type { Cluster, Node, Service } from './cluster.ts'
import type { FlowFeed, FlowRow } from './flow.ts'
import { makeTieFinder } from './flow-names.ts'
import type { VirtualServerKey } from './ids.ts'
import { makeSightKey } from './principal.ts'
import type { FlowFilter } from './scope.ts'
import { nodePortAddressesOf, tiesOfService } from './tie.ts'
import type { Protocol } from './topology.ts'

type Naming = Pick<Cluster, 'services' | 'nodes'>

/** One text per filter; `FlowFeed.counts` goes by it. */
export const makeFilterKey = ({ node, service, client, backend, state, protocol }: FlowFilter): string =>
  JSON.stringify([node, service, client, backend, state, protocol])

/** A filter, and the namespaces whoever looks may see; null for all. */
export interface FlowLook extends FlowFilter {
  readonly namespaces: readonly string[] | null
}

/** One text per look; of who sees all it is the filter's. */
export const makeLookKey = (look: FlowLook): string =>
  look.namespaces === null ? makeFilterKey(look) : `${makeSightKey(look)} ${makeFilterKey(look)}`

/** Services a look is about; null for whatever there is. */
export function servicesOfLook({ services }: Pick<Naming, 'services'>, look: FlowLook): readonly Service[] | null {
  if (look.namespaces === null) return look.service === '' ? null : servicesOfFilter({ services }, look.service)
  return servicesOfFilter({ services }, look.service).filter(({ namespace }) => look.namespaces?.includes(namespace))
}

/** What of a filter cannot be: an address that is none, a protocol no virtual server has. */
export type WrongFilter = 'client' | 'backend' | 'state' | 'protocol'

/** A filter as a person wrote it, in the spelling connections have; and what of it nothing can fit. */
export function parseFlowFilter(options: Readonly<Partial<Record<keyof FlowFilter, string | undefined>>>): {
  readonly filter: FlowFilter
  readonly wrong: readonly WrongFilter[]
} {
  const text = (name: keyof FlowFilter) => (options[name] ?? '').trim()
  const address = (name: 'client' | 'backend') => normaliseAddress(text(name)) ?? text(name)
  const filter: FlowFilter = {
    node: text('node'),
    service: text('service'),
    client: address('client'),
    backend: address('backend'),
    state: text('state').toUpperCase(),
    protocol: text('protocol').toUpperCase(),
  }
  return { filter, wrong: wrongIn(filter) }
}

export const flowProtocols: readonly Protocol[] = ['TCP', 'UDP', 'SCTP']

/** Empty where the filter can fit something. */
export function wrongIn({ client, backend, state, protocol }: FlowFilter): readonly WrongFilter[] {
  return [
    ...(['client', 'backend'] as const).filter((name) => {
      const text = name === 'client' ? client : backend
      return text !== '' && normaliseAddress(text) !== text
    }),
    ...(state === '' || /^[A-Z_0-9]{1,20}$/.test(state) ? [] : (['state'] as const)),
    ...(protocol === '' || flowProtocols.some((name) => name === protocol) ? [] : (['protocol'] as const)),
  ]
}

/** `NAMESPACE/NAME` means one Service, `NAMESPACE/` all of a namespace, nothing all there are. */
export function servicesOfFilter({ services }: Pick<Naming, 'services'>, wanted: string): readonly Service[] {
  if (wanted === '') return [...services.values()]
  return [...services.values()].filter(({ id }) => id === wanted || (wanted.endsWith('/') && id.startsWith(wanted)))
}

/** Whether a row fits a filter. What the filter means is worked out once. */
export function makeFitsFilter(filter: FlowFilter, cluster: Naming): (row: FlowRow) => boolean {
  const tieOf = filter.service === '' ? null : makeTieFinder(servicesOfFilter(cluster, filter.service), cluster)
  return (row) =>
    (filter.node === '' || row.node === filter.node) &&
    (filter.client === '' || row.client.address === filter.client) &&
    (filter.backend === '' || row.real.address === filter.backend) &&
    (filter.state === '' || row.state === filter.state) &&
    (filter.protocol === '' || row.protocol === filter.protocol) &&
    (tieOf === null || tieOf(row) !== null)
}

export interface VirtualTarget {
  readonly protocol: Protocol
  readonly address: string
  readonly port: number
}

/** The virtual servers of some Services on one node. */
export function virtualTargetsOf(services: readonly Service[], node: Node): VirtualTarget[] {
  const addresses = nodePortAddressesOf(node)
  const keys = new Set(services.flatMap((service) => tiesOfService(service, addresses).map(([key]) => key)))
  return [...keys].flatMap((key) => parseTarget(key) ?? [])
}

/** `TCP 10.0.0.1:80` or `UDP [fd00::1]:53`. */
function parseTarget(key: VirtualServerKey): VirtualTarget | null {
  const [, protocol, address, port] = /^(TCP|UDP|SCTP) \[?([^\]]+)\]?:(\d+)$/.exec(key) ?? []
  return protocol === undefined ? null : { protocol: protocol as Protocol, address: address!, port: Number(port) }
}

/** A feed as somebody with this filter needs it: what others look at is left out. */
export function narrowFeed(feed: FlowFeed, filter: FlowFilter): FlowFeed {
  if (feed.is !== 'read') return feed
  const key = makeFilterKey(filter)
  const count = feed.counts[key]
  return { ...feed, counts: count === undefined ? {} : { [key]: count } }
}
