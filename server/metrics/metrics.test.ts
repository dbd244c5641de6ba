import { describe, expect, it } from 'vitest'
import type { Cluster } from '#model/cluster.ts'
import { oneAgentDead } from '#model/fixtures/clusters.ts'
import { crowdCluster } from '#model/fixtures/crowd.ts'
import { troubledShop } from '#model/fixtures/shop.ts'
import { ratesByService } from '#model/service-rates.ts'
import { healthOf } from '#model/standing.ts'
import { makeSums } from '#model/sums/keep.ts'
import type { HubFigures } from './hub-gauges.ts'
import { makeMetrics } from './metrics.ts'

const whole = (cluster: Cluster): Cluster => ({ ...cluster, health: healthOf(cluster), sums: makeSums()(cluster) })
const shop = whole(troubledShop())
const hub: HubFigures = {
  sockets: 3,
  storeIsFine: true,
  storeRoomBytes: 5,
  snapshots: null,
  history: { storeBytes: 7, memoryBytes: 8, lost: 0, skipped: 2 },
  violations: new Map([['script-src-elem', 2]]),
}

interface Series {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}
const read = (text: string): Series[] =>
  text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value] = /^([a-z_0-9]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
      return {
        name,
        labels: Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, text]) => [key, text])),
        value: Number(value),
      }
    })
const write = async (cluster: Cluster, figures: HubFigures | null = null, most?: number) =>
  read(await makeMetrics('1.2.3', most, false).write(cluster, figures))
const only = (series: Series[], name: string) => series.filter((one) => one.name === name)

describe('/metrics', () => {
  it('counts drift by node and kind, as the pages do', async () => {
    const series = await write(shop)
    const drift = only(series, 'fairlead_drift')
    expect(drift.length).toBeGreaterThan(0)
    expect(drift.every(({ value }) => value > 0)).toBe(true)
    expect(
      only(series, 'fairlead_virtual_servers_drifted').find(({ labels }) => labels['severity'] === 'wrong')?.value,
    ).toBe(shop.health.wrong)
    expect(only(series, 'fairlead_node_up')).toHaveLength(shop.nodes.size)
  })

  it('says bytes where it says bytes', async () => {
    const rates = ratesByService(shop)!
    const [id, rate] = [...rates].find(([, { inBytes, inPackets }]) => inBytes !== inPackets)!
    const [namespace, service] = id.split('/')
    const series = await write(shop)
    const of = (name: string, direction: string) =>
      only(series, name).find(
        ({ labels }) =>
          labels['namespace'] === namespace && labels['service'] === service && labels['direction'] === direction,
      )?.value
    expect(of('fairlead_service_bytes_rate', 'in')).toBeCloseTo(rate.inBytes, 6)
    expect(of('fairlead_service_bytes_rate', 'out')).toBeCloseTo(rate.outBytes, 6)
    expect(of('fairlead_service_packets_rate', 'in')).toBeCloseTo(rate.inPackets, 6)
    expect(of('fairlead_service_packets_rate', 'out')).toBeCloseTo(rate.outPackets, 6)
    const all = [...rates.values()].reduce((sum, { inBytes }) => sum + inBytes, 0)
    expect(all).toBeGreaterThan(0)
  })

  it('has no series of what is not known', async () => {
    const dead = whole(oneAgentDead())
    const [name] = [...dead.feeds].find(([, { is }]) => is === 'unreachable')!
    const series = (await write(dead)).filter(({ labels }) => labels['node'] === name)
    expect(series.map(({ name, value }) => [name, value])).toEqual([
      ['fairlead_node_up', 0],
      ['fairlead_node_compared', 0],
    ])
    expect(
      (await write(dead, { ...hub, storeRoomBytes: null })).some(({ name }) => name === 'fairlead_store_room_bytes'),
    ).toBe(false)
    expect((await write(dead)).every(({ value }) => !Number.isNaN(value))).toBe(true)
  })

  it('names no addresses', async () => {
    const labels = (await write(shop, hub)).flatMap((one) => Object.values(one.labels))
    expect(labels.filter((label) => /\d+\.\d+\.\d+\.\d+|::/.test(label))).toEqual([])
  })

  it('keeps to a number of series, and says how many are left out', async () => {
    const crowd = crowdCluster({ nodes: 100, services: 400, namespaces: 5, podsEach: 2 })
    const all = await write(crowd)
    const some = await write(crowd, null, 1_500)
    expect(some).toHaveLength(1_501)
    expect(only(some, 'fairlead_metrics_left_out')[0]!.value).toBe(all.length - some.length)
    expect(only(some, 'fairlead_node_up')).toHaveLength(100)
  })

  it('tells of the hub to who may see all of it', async () => {
    const metrics = makeMetrics('1.2.3', 100, false)
    metrics.ticked(20, 3)
    const series = read(await metrics.write(shop, hub))
    expect(only(series, 'fairlead_build_info')).toEqual([
      { name: 'fairlead_build_info', labels: { version: '1.2.3' }, value: 1 },
    ])
    expect(only(series, 'fairlead_tick_duration_seconds_sum')[0]!.value).toBeCloseTo(0.02)
    expect(only(series, 'fairlead_history_skipped_total')[0]!.value).toBe(2)
    expect(
      read(await metrics.write(shop, hub)).filter(({ name }) => name === 'fairlead_history_skipped_total')[0]!.value,
    ).toBe(2)
    expect(only(await write(shop), 'fairlead_sockets')).toEqual([])
  })
})
