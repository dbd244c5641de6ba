/** `GET /api/v1/cluster`: the whole in a few numbers. */
import type { Cluster } from '#model/cluster.ts'
import { tableHashOf } from '#model/cluster.ts'
import { type Projected, value } from './answer.ts'
import { formatTime, showFeed } from './feeds.ts'

export function projectCluster(cluster: Cluster): Projected {
  const feeds = [...cluster.feeds.values()]
  const count = (is: string) => feeds.filter((feed) => feed.is === is).length
  const nodes = [...cluster.nodes.values()]
  const compared = nodes.filter((node) => node.want !== null && tableHashOf(node) !== null)
  const { wrong, settling, draining } = cluster.health
  return value({
    name: cluster.name,
    demo: cluster.demo,
    readAt: formatTime(cluster.at),
    pollMs: cluster.pollMs,
    api: Object.fromEntries([...cluster.api].map(([kind, feed]) => [kind, showFeed(feed)])),
    nodes: {
      total: nodes.length,
      fine: count('fine'),
      waiting: count('waiting'),
      late: count('late'),
      unreachable: count('unreachable'),
      refused: count('refused'),
      withoutAgent: count('no-agent'),
    },
    tables: {
      /** Nodes whose table and wanted table are both known. */
      compared: compared.length,
      different: compared.filter((node) => node.want !== tableHashOf(node)).length,
    },
    /** Virtual servers that differ, counted on every node that answers. */
    virtualServersThatDiffer: { wrong, settling, draining },
    services: cluster.services.size,
    pods: cluster.pods.size,
  })
}
