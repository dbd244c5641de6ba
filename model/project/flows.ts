/** Connections that fit a filter, with the names their addresses have. */
import { type Cluster, emptyCluster } from '../cluster.ts'
import type { FlowFeed, FlowRow } from '../flow.ts'
import { makeFitsFilter, narrowFeed, servicesOfFilter } from '../flow-filter.ts'
import { makeVirtualServerKey, type NodeName } from '../ids.ts'
import type { FlowFilter } from '../scope.ts'
import { thingIndexOf } from '../thing-index.ts'
import { keepMap, makeKeeper, pick } from './keep.ts'
import { podsAt, serviceIdOf } from './select.ts'
import type { Shared } from './shared.ts'

export function makeFlowsProjection(filter: FlowFilter, shared: Shared): (cluster: Cluster) => Cluster {
  const keepFeeds = makeKeeper<NodeName, FlowFeed, FlowFeed>()
  let last: Cluster = emptyCluster

  return (cluster) => {
    const fits = makeFitsFilter(filter, cluster)
    const flows = new Map([...cluster.flows].filter(([, row]) => fits(row)))
    const rows = [...flows.values()]
    const { virtualServers, tables, load, facts } = emptyCluster
    last = {
      ...cluster,
      nodes: shared.names(cluster.nodes),
      services: keepMap(last.services, pick(cluster.services, serviceIdsOf(cluster, filter, rows))),
      pods: keepMap(last.pods, pick(cluster.pods, podsAt(cluster, rows.flatMap(addressesOf), []))),
      flows: keepMap(last.flows, flows),
      flowFeeds: keepFeeds(cluster.flowFeeds, (feed) => narrowFeed(feed, filter)),
      sums: null,
      virtualServers,
      tables,
      load,
      facts,
    }
    return last
  }
}

const addressesOf = ({ client, real, source }: FlowRow): string[] => [
  client.address,
  real.address,
  ...(source === null ? [] : [source.address]),
]

/** Services the connections go to, and the one the filter names, be there connections or not. */
function serviceIdsOf(cluster: Cluster, filter: FlowFilter, rows: readonly FlowRow[]) {
  const { thingOf } = thingIndexOf(cluster)
  const keys = new Set(
    rows.map(({ protocol, virtual }) => makeVirtualServerKey(protocol, virtual.address, virtual.port)),
  )
  const tied = [...keys].map((key) => serviceIdOf(thingOf(key))).filter((id) => id !== null)
  const named = filter.service === '' ? [] : servicesOfFilter(cluster, filter.service).map(({ id }) => id)
  return new Set([...named, ...tied].sort())
}
