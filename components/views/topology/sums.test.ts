import { describe, expect, it } from 'vitest'
import { driftingCluster, oneAgentDead, referenceCluster } from '#model/fixtures/clusters.ts'
import { crowdCluster } from '#model/fixtures/crowd.ts'
import { shopCluster } from '#model/fixtures/shop.ts'
import { stretches } from './bars.ts'
import { drawOnce } from './testing.ts'
import { packetsOf, rateOf } from './traffic.ts'

const gathered = crowdCluster({ nodes: 6, services: 300, namespaces: 9, podsEach: 2 }, 1)
const large = crowdCluster({ nodes: 120, services: 300, namespaces: 9, podsEach: 2 })

describe.each(
  Object.entries({
    reference: referenceCluster(),
    drifting: driftingCluster(),
    shop: shopCluster(),
    dead: oneAgentDead(),
    gathered,
  }),
)('sums of %s', (_, cluster) => {
  const { traffic, facts } = drawOnce(cluster)
  const trusted = facts.nodes.filter((node) => node.trusted)
  const silent = new Set(facts.nodes.filter((node) => !node.trusted).map(({ id }) => id))
  const add = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value, 0)

  it('lose and invent nothing from rank to rank', () => {
    let whole = 0
    for (const node of trusted) whole += add(cluster.load.get(node.name)?.rates?.connections ?? [])
    const first = add(
      [...traffic.first].flatMap(([from, to]) =>
        silent.has(from) ? [] : [...to.values()].map(({ flow }) => flow!.connections),
      ),
    )
    const second = add(
      [...traffic.second.values()].flatMap((to) => [...to.values()].map(({ flow }) => flow!.connections)),
    )
    expect(rateOf(traffic.total)).toBeCloseTo(whole, 4)
    expect(first).toBeCloseTo(whole, 4)
    expect(second).toBeCloseTo(whole, 4)
  })
  it('know the rate of every row here', () => {
    for (const { id } of [...trusted, ...facts.services, ...facts.backends])
      expect(traffic.of.get(id)?.unrated ?? 0).toBe(0)
    expect(traffic.total.rated).toBe(add(trusted.map((node) => node.table!.rowCount)))
  })
})

describe('sums of a large cluster', () => {
  const { traffic, facts, plan, scene } = drawOnce(large)
  const figure = (id: string) => rateOf(traffic.of.get(id) ?? null)
  it('know marks and their groups, rounded', () => {
    expect(traffic.exact).toBe(false)
    const [node, service] = [facts.nodes[0]!, facts.services[0]!]
    const whole = large.load.get(node.name)!.rates!.connections.reduce((sum, rate) => sum + rate, 0)
    expect(Math.abs(figure(node.id) / whole - 1)).toBeLessThan(0.05)
    expect(figure(service.id)).not.toBeNaN()
    for (const { id } of [...plan.nodeGroups, ...plan.islands, ...plan.hosts]) expect(figure(id)).not.toBeNaN()
  })
  it('know no single pair, and draw those that are drawn hollow or as what is wrong with them', () => {
    const pairs = [traffic.first, traffic.second].flatMap((half) =>
      [...half.values()].flatMap((to) => [...to.values()]),
    )
    expect(pairs.length).toBeGreaterThan(0)
    expect(pairs.every(({ flow }) => flow === null)).toBe(true)
    expect(scene.edges.length).toBeGreaterThan(0)
    expect(scene.edges.every(({ packets, tone, idle }) => Number.isNaN(packets) && tone !== 'fine' && !idle)).toBe(true)
  })
  it('let bars carry what the marks say', () => {
    expect(scene.ways.some(({ packets }) => packets > 0)).toBe(true)
    const filtered = drawOnce(large, { ns: 'team-00' }).scene
    expect(filtered.ways).toEqual([])
    expect(filtered.bars.every(({ packets }) => Number.isNaN(packets))).toBe(true)
  })
  it('are exact for what is selected', () => {
    const select = facts.services[0]!.id
    const opened = drawOnce(large, { select })
    expect(opened.traffic.exact).toBe(true)
    const heard = opened.scene.fan!.rows.filter(({ tone }) => tone !== 'unknown')
    const rows = heard.reduce((sum, { flow }) => sum + flow.connections, 0)
    expect(figure(select)).toBeGreaterThan(0)
    expect(rateOf(opened.traffic.of.get(select)!)).toBeCloseTo(rows, 4)
  })
})

describe('sums of what is not known', () => {
  it('are NaN without any rate, and of the known rows with some', () => {
    const cluster = referenceCluster()
    const [first, ...others] = [...cluster.load]
    const blind = (load: (typeof others)[0][1]) => ({ ...load, rates: null, nodeRate: null })
    const none = {
      ...cluster,
      load: new Map([first!, ...others].map(([name, load]) => [name, blind(load)])),
      sums: null,
    }
    expect(rateOf(drawOnce(none).traffic.total)).toBeNaN()
    expect(packetsOf(drawOnce(none).traffic.total)).toBeNaN()
    const some = { ...cluster, load: new Map([[first![0], blind(first![1])], ...others]), sums: null }
    const { traffic } = drawOnce(some)
    expect(rateOf(traffic.of.get(`node:${first![0]}`)!)).toBeNaN()
    expect(rateOf(traffic.total)).toBeGreaterThan(0)
    expect(traffic.total.unrated).toBe(3)
  })
})

describe('stretches of a bar', () => {
  it('carry what passes them, the balance through the mouth', () => {
    expect(
      stretches(
        [
          { at: 10, amount: -3 },
          { at: 20, amount: -5 },
        ],
        0,
      ),
    ).toEqual([
      [0, 10, 8],
      [10, 20, 5],
    ])
    expect(
      stretches(
        [
          { at: 10, amount: 4 },
          { at: 30, amount: -4 },
        ],
        0,
      ),
    ).toEqual([
      [0, 10, 0],
      [10, 30, 4],
    ])
    expect(
      stretches(
        [
          { at: 10, amount: 2 },
          { at: 20, amount: 3 },
        ],
        15,
      ),
    ).toEqual([
      [10, 15, 2],
      [15, 20, 3],
    ])
  })
})
