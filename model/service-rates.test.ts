import { describe, expect, it } from 'vitest'
import { type Cluster, tableHashOf } from './cluster.ts'
import { oneAgentDead } from './fixtures/clusters.ts'
import { crowdCluster } from './fixtures/crowd.ts'
import { troubledShop } from './fixtures/shop.ts'
import type { ServiceId } from './ids.ts'
import { rowRate } from './load.ts'
import { ratesByService } from './service-rates.ts'
import { tiesOf } from './standing.ts'
import { isHeard, tableIndexOf } from './table-index.ts'
import { makeKey } from './topology.ts'

/** Row by row, as slowly as it can be said. */
function plainly(cluster: Cluster, service: ServiceId) {
  const sum = { inPackets: 0, outPackets: 0, inBytes: 0, outBytes: 0 }
  for (const node of cluster.nodes.values()) {
    const load = cluster.load.get(node.name)
    if (!load || load.table !== tableHashOf(node) || !isHeard(cluster.feeds.get(node.name))) continue
    let row = 0
    for (const server of tableIndexOf(cluster, load.table).servers)
      for (const _ of server.realServers) {
        if (tiesOf(cluster).get(makeKey(server.match))?.service === service)
          for (const name of ['inPackets', 'outPackets', 'inBytes', 'outBytes'] as const) {
            const rate = rowRate(load, name, row)
            if (!Number.isNaN(rate)) sum[name] += rate
          }
        row++
      }
  }
  return sum
}

describe('rates by Service', () => {
  it.each([
    ['a shop', troubledShop()],
    ['one agent dead', oneAgentDead()],
    ['a crowd', crowdCluster({ nodes: 8, services: 20, namespaces: 3, podsEach: 2 })],
  ])('are the sums of their rows: %s', (_name, cluster) => {
    const rates = ratesByService(cluster)!
    expect(rates.size).toBeGreaterThan(0)
    for (const [service, rate] of rates) {
      const expected = plainly(cluster, service)
      for (const name of ['inPackets', 'outPackets', 'inBytes', 'outBytes'] as const)
        expect(rate[name], `${service} ${name}`).toBeCloseTo(expected[name], 4)
    }
  })
})
