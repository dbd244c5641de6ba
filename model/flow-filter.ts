/** Which connections a filter means, and which virtual servers on a node that is. */
import type { Cluster, Node, Service } from './cluster.ts'
import type { FlowFeed, FlowRow } from './flow.ts'
import { makeTieFinder } from './flow-names.ts'
import type { VirtualServerKey } from './ids.ts'
import type { FlowFilter } from './scope.ts'
import { nodePortAddressesOf, tiesOfService } from './tie.ts'
import type { Protocol } from './topology.ts'

type Naming = Pick<Cluster, 'services' | 'nodes'>

/** One text per filter; `FlowFeed.counts` goes by it. */
export const makeFilterKey = ({ node, service, client, backend, state, protocol }: FlowFilter): string =>
  JSON.stringify([node, service, client, backend, state, protocol])

/** `NAMESPACE/NAME` means one Service, `NAMESPACE/` all of a namespace, nothing all there are. */
export function servicesOfFilter({ services }: Pick<Naming, 'services'>, wanted: string): readonly Service[] {
  if (wanted === '') return [...services.values()]
  return [...services.values()].filter(({ id }) => id === wanted || (wanted.endsWith('/') && id.startsWith(wanted)))
}

/** Whether a row fits the filter. To ask of many rows, make the question once with `makeFitsFilter`. */
export const fitsFilter = (row: FlowRow, filter: FlowFilter, cluster: Naming): boolean =>
  makeFitsFilter(filter, cluster)(row)

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
