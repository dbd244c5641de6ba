import { expect, it } from 'vitest'
import { crowdCluster } from '../fixtures/crowd.ts'
import { makeNodeName } from '../ids.ts'
import { findServicePort, idOfPort, usualTarget } from '../service-port.ts'
import { isHeard } from '../table-index.ts'
import { planWalk } from './plan.ts'
import { mostWalkNodes, type WalkAsked } from './walk.ts'

function planned(podsEach: number) {
  const cluster = crowdCluster({ nodes: 40, services: 1, namespaces: 1, podsEach })
  const [service] = [...cluster.services.values()].filter(({ clusterIps }) => clusterIps.length > 0)
  const named = findServicePort(cluster, idOfPort(service!, service!.ports[0]!))!
  const asked: WalkAsked = {
    source: { is: 'node', node: makeNodeName('node-0039') },
    port: named.id,
    target: usualTarget(named, cluster)!,
    how: 'probe',
    method: { is: 'tcp' },
    seconds: 10,
  }
  const made = planWalk(cluster, named, asked)
  if (!made.ok) throw new Error(made.why)
  const hosts = named.service.endpoints.flatMap(({ node }) => (isHeard(cluster.feeds.get(node!)) ? [node!] : []))
  return { ...made.plan, wanted: new Set([made.plan.translator, ...hosts]) }
}

it('captures on the node that translates and those of real servers, and says which it leaves out', () => {
  expect(planned(3)).toMatchObject({ leftOut: [] })
  const { captures, leftOut, translator, wanted } = planned(40)
  expect(captures.size).toBe(mostWalkNodes)
  expect(captures.has(translator)).toBe(true)
  expect([...captures.keys(), ...leftOut].sort()).toEqual([...wanted].sort())
})
