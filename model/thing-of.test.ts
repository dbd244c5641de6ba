import { expect, it } from 'vitest'
import { driftingCluster, everyServiceKind, missingVirtualServer, oddNames } from './fixtures/clusters.ts'
import { makeThingOf } from './thing-of.ts'
import { makeTieIndex } from './tie.ts'
import { makeKey } from './topology.ts'

it.each(
  Object.entries({
    drifting: driftingCluster(),
    every: everyServiceKind(),
    foreign: missingVirtualServer(),
    odd: oddNames(),
  }),
)('virtual servers of %s are what the ties say', (_, cluster) => {
  const [ties, thingOf] = [makeTieIndex(cluster), makeThingOf(cluster)]
  const keys = new Set([...ties.keys(), ...[...cluster.virtualServers.values()].map(({ match }) => makeKey(match))])
  for (const key of keys) {
    const tie = ties.get(key)
    expect([key, thingOf(key)]).toEqual([key, tie ? `service:${tie.service}` : `virtual:${key}`])
  }
})

it('a node port at an address no node has belongs to nobody', () => {
  const cluster = everyServiceKind()
  const thingOf = makeThingOf(cluster)
  const tied = [...makeTieIndex(cluster)].find(([, { role }]) => role === 'node-port')!
  const elsewhere = tied[0].replace(/ .*:/, ' 203.0.113.99:') as (typeof tied)[0]
  expect(thingOf(tied[0])).toBe(`service:${tied[1].service}`)
  expect(thingOf(elsewhere)).toBe(`virtual:${elsewhere}`)
})
