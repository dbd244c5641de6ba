/** From the newest cluster to facts, made again only when something they are made of changed. */
import type { Cluster } from '#model/cluster.ts'
import { type Facts, makeFactsMaker, settlingServices } from './facts.ts'

export type ReadFacts = (cluster: Cluster) => Facts

const parts = ['nodes', 'feeds', 'services', 'pods', 'virtualServers', 'tables', 'api'] as const

export function makeReader(): ReadFacts {
  const makeFacts = makeFactsMaker()
  let last: { cluster: Cluster; settling: string; facts: Facts } | null = null
  return (cluster) => {
    const settles = settlingServices(cluster)
    const settling = [...settles].join(' ')
    if (last && last.settling === settling && parts.every((part) => last!.cluster[part] === cluster[part]))
      return last.facts
    last = { cluster, settling, facts: makeFacts(cluster, settles) }
    return last.facts
  }
}
