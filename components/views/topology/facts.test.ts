import { describe, expect, it } from 'vitest'
import type { Cluster } from '#model/cluster.ts'
import {
  driftingCluster,
  everyServiceKind,
  missingVirtualServer,
  oneAgentDead,
  referenceCluster,
  silentNodes,
} from '#model/fixtures/clusters.ts'
import { crowdCluster } from '#model/fixtures/crowd.ts'
import { shopCluster, troubledShop } from '#model/fixtures/shop.ts'
import { type Facts, makeFactsMaker, settlingServices } from './facts.ts'
import { makeReader } from './reader.ts'

const fresh = (cluster: Cluster): Facts => makeFactsMaker()(cluster, settlingServices(cluster))

/** All that is said, with every link. */
const said = ({ nodes, services, backends, aside, linkOf }: Facts) => ({
  nodes,
  services,
  backends,
  aside,
  links: services.flatMap(({ id, backends: own }) => own.map((backend) => [id, backend, linkOf(id, backend)])),
})

/** The Service changed a moment ago. */
const settling = (cluster: Cluster): Cluster => ({
  ...cluster,
  services: new Map([...cluster.services].map(([id, each]) => [id, { ...each, changedAt: cluster.at - 2_000 }])),
})
const withoutFirstService = (cluster: Cluster): Cluster => ({
  ...cluster,
  services: new Map([...cluster.services].slice(1)),
})

describe('facts made one after another', () => {
  const states: Record<string, Cluster> = {
    reference: referenceCluster(),
    drifting: driftingCluster(),
    settling: settling(driftingCluster()),
    missing: missingVirtualServer(),
    dead: oneAgentDead(),
    silent: silentNodes(),
    every: everyServiceKind(),
    fewer: withoutFirstService(everyServiceKind()),
    'every again': everyServiceKind(),
    shop: shopCluster(),
    'troubled shop': troubledShop(),
    crowd: crowdCluster({ nodes: 30, services: 50, namespaces: 5, podsEach: 2 }),
    'reference again': referenceCluster(),
  }
  const make = makeFactsMaker()
  it.each(Object.entries(states))('are what they would be from nothing: %s', (_, cluster) => {
    expect(said(make(cluster, settlingServices(cluster)))).toEqual(said(fresh(cluster)))
  })
})

describe('facts', () => {
  it('stay the same object while only load and time move', () => {
    const read = makeReader()
    const cluster = referenceCluster()
    const facts = read(cluster)
    expect(read({ ...cluster, at: cluster.at + 500, load: new Map(), sums: null })).toBe(facts)
    expect(read({ ...cluster, feeds: new Map(cluster.feeds) })).not.toBe(facts)
  })
  it('count trusted nodes that have a row, and those that lack it', () => {
    const { linkOf } = fresh(driftingCluster())
    expect(linkOf('service:default/web', 'pod:default/web-96d5df5c8-qcbvc')).toEqual({
      tone: 'wrong',
      holders: 5,
      missing: 1,
    })
    expect(linkOf('service:default/web', 'pod:default/none')).toBeNull()
  })
  it('share what equal tables have in common', () => {
    const [first, second] = fresh(referenceCluster()).nodes
    expect(first!.table).toBe(second!.table)
  })
})
