import { describe, expect, it } from 'vitest'
import type { Cluster, Node } from '../cluster.ts'
import { shopCluster } from '../fixtures/shop.ts'
import { makeFactHash, makeNodeName } from '../ids.ts'
import type { FactValue } from '../sources/index.ts'
import { makeSplit, mostNodesWithRoutes, rejoin } from './split.ts'

const routes: FactValue = {
  source: 'routes',
  value: { by: 'ip', total: 1, lines: ['0.0.0.0/0 via 10.0.0.1 dev eth0'] },
}
const hash = makeFactHash('routes')

const shop = shopCluster()

/** So many nodes with the same routes. */
function clusterOf(nodes: number): Cluster {
  const [first] = shop.nodes.values()
  const named = Array.from({ length: nodes }, (_, at) => makeNodeName(`n${at}`))
  return {
    ...shop,
    facts: new Map([[hash, routes]]),
    nodes: new Map(
      named.map((name): [typeof name, Node] => [name, { ...first!, name, facts: { routes: { is: 'read', hash } } }]),
    ),
  }
}

describe('what is remembered', () => {
  it('comes back as it was, but for what only somebody who looks asks for', () => {
    const cluster = { ...shop, flows: new Map(), flowFeeds: new Map() }
    expect(rejoin(makeSplit()(cluster))).toEqual({ ...cluster, sums: expect.anything() })
  })

  it('has no routes of very many nodes, and says so', () => {
    const split = makeSplit()
    const few = split(clusterOf(mostNodesWithRoutes)).structure
    expect(few.facts.has(hash)).toBe(true)
    const cluster = clusterOf(mostNodesWithRoutes + 1)
    const many = split(cluster).structure
    expect(many.facts.size).toBe(0)
    for (const { facts } of many.nodes.values()) expect(facts.routes).toMatchObject({ is: 'unsupported' })
    const again = split({ ...cluster, at: cluster.at + 1 }).structure
    expect([again.nodes, again.facts]).toEqual([many.nodes, many.facts])
    expect(again.nodes).toBe(many.nodes)
    expect(again.facts).toBe(many.facts)
  })
})
