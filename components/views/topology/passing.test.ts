import { describe, expect, it } from 'vitest'
import { crowdCluster } from '#model/fixtures/crowd.ts'
import { shopCluster, troubledShop } from '#model/fixtures/shop.ts'
import { makePassing } from './passing.ts'
import { drawOnce } from './testing.ts'
import { rateOf } from './traffic.ts'

/** What enters and leaves the two halves, over all marks. */
function balance(picture: ReturnType<typeof drawOnce>) {
  const { visible, plan } = picture
  const { first, second } = makePassing(picture)
  const add = (ids: readonly string[], flowOf: typeof first) => ids.reduce((sum, id) => sum + rateOf(flowOf(id)), 0)
  const trusted = visible.nodes.flatMap(({ trusted: isTrusted, id }) => (isTrusted ? [id] : []))
  const services = visible.services.map(({ id }) => id)
  return {
    fromNodes: add(trusted, first),
    intoServices: add(services, first),
    fromServices: add(services, second),
    intoHosts: add(
      plan.hosts.map(({ id }) => id),
      second,
    ),
  }
}

describe.each([
  ['everything', {}],
  ['a namespace', { ns: 'payments' }],
  ['one node', { q: 'worker-5' }],
  ['one Pod', { q: 'checkout-6f9c7d3-ibx0' }],
])('what passes when %s is in view', (_, options) => {
  it.each([
    ['shop', shopCluster()],
    ['troubled shop', troubledShop()],
  ])('leaves each half as it entered it: %s', (_name, cluster) => {
    const { fromNodes, intoServices, fromServices, intoHosts } = balance(drawOnce(cluster, options))
    expect(fromNodes).toBeGreaterThan(0)
    expect(intoServices).toBeCloseTo(fromNodes, 4)
    expect(intoHosts).toBeCloseTo(fromServices, 4)
  })
})

it('of a large cluster with a filter is not known', () => {
  const picture = drawOnce(crowdCluster({ nodes: 60, services: 80, namespaces: 5, podsEach: 2 }), { ns: 'team-01' })
  const { first, second } = makePassing(picture)
  expect(first(picture.visible.nodes[0]!.id)).toBeNull()
  expect(second(picture.visible.services[0]!.id)).toBeNull()
})
