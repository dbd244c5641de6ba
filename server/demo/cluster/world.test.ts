import { describe, expect, test } from 'vitest'
import { driftBetween } from '#model/drift.ts'
import { makeNodeName, type ServiceId } from '#model/ids.ts'
import { emptyInventory, type Inventory, kinds } from '#model/kube/index.ts'
import { readOnce } from '#model/sources/ipvs/testing.ts'
import { nodePortAddressesOf } from '#model/tie.ts'
import { makeWantedTables, type ServiceInput } from '#model/wanted-tables.ts'
import { makeHandClock } from '../clock.ts'
import { makeStore } from '../kube-api/store.ts'
import { makeRandom } from '../random.ts'
import { scenarios } from '../scenarios/index.ts'
import type { Scenario } from '../scenarios/sketch.ts'
import { makeWorld, type WorldNode } from './world.ts'

function build(scenario: Scenario, seed = '1') {
  const clock = makeHandClock(Date.UTC(2026, 10, 23))
  const uids = makeRandom(seed, 'uids')
  const store = makeStore({ now: clock.wallMs, makeUid: () => uids.hex(32), historyLength: 10_000 })
  const world = makeWorld({ scenario, seed, clock, store })
  const forward = (ms: number) => {
    clock.forward(ms)
    world.advance(clock.nowMs())
  }
  return { clock, store, world, forward }
}
type Built = ReturnType<typeof build>

const inventoryOf = ({ store }: Built): Inventory => {
  const read = <T extends { readonly id: string }>(kind: (typeof kinds)['services' | 'endpointSlices' | 'pods']) =>
    new Map(
      (store.list(kind.path as '/api/v1/services') ?? []).flatMap((object) => {
        const kept = kind.reshape(object) as T | null
        return kept ? [[kept.id, kept] as const] : []
      }),
    )
  return {
    ...emptyInventory,
    services: read(kinds.services),
    endpointSlices: read(kinds.endpointSlices),
    pods: read(kinds.pods),
  }
}

const readServers = ({ simulated }: WorldNode) => readOnce(simulated.kernel.read('/proc/net/ip_vs')!, 250).servers

/** What the product would call wrong on this node, draining rows left out. */
function driftOn(built: Built, name: string) {
  const { services, endpointSlices } = inventoryOf(built)
  const inputs = new Map<ServiceId, ServiceInput>(
    [...services.values()].map((service) => [
      service.id,
      { service, slices: [...endpointSlices.values()].filter((slice) => slice.service === service.id) },
    ]),
  )
  const node = built.world.nodes.get(name)!
  const proxy = {
    node: makeNodeName(name),
    zone: node.sketch.zone,
    nodePortAddresses: nodePortAddressesOf({ addresses: node.simulated.kernel.addresses(), kube: null }),
    scheduler: 'rr',
    showsSchedulerFlags: false,
  }
  const wanted = makeWantedTables().of(inputs, proxy, null)
  return driftBetween(readServers(node), wanted.servers).flatMap(({ key, is, rows, settings }) => {
    const wrong = rows.filter(({ state }) => state !== 'agrees' && state !== 'draining')
    return is === 'differs' && wrong.length === 0 && settings.length === 0
      ? []
      : [`${key} ${is} ${wrong.map(({ key: row, state }) => `${row} ${state}`).join(' ')}`]
  })
}

describe('the reference case', () => {
  test('all six tables hold web as they should', () => {
    const built = build(scenarios['reference']!('1'))
    expect([...built.world.nodes.keys()]).toEqual(['zmaster0', 'znode0', 'znode1', 'znode2', 'znode3', 'znode4'])
    for (const [name, node] of built.world.nodes) {
      expect(driftOn(built, name)).toEqual([])
      const web = readServers(node).find(
        ({ match }) => match.protocol === 'TCP' && match.address === '10.104.197.218' && match.port === 80,
      )
      expect(web?.realServers.map(({ address }) => address)).toEqual([
        '100.66.209.194',
        '100.74.135.1',
        '100.108.11.194',
      ])
    }
  })

  test('a Pod more: pending, ready, then a row on every node within two seconds', () => {
    const built = build(scenarios['reference']!('1'))
    expect(built.world.scale('default/web', 4)).toBeNull()
    const podCount = () => [...inventoryOf(built).pods.values()].filter(({ name }) => name.startsWith('web-')).length
    expect(podCount()).toBe(4)
    built.forward(7000)
    for (const [name, node] of built.world.nodes) {
      expect(driftOn(built, name)).toEqual([])
      expect(
        node.simulated.table.servers.find(({ key }) => key === 'TCP 10.104.197.218:80')?.destinations,
      ).toHaveLength(4)
    }
  })

  test('a Pod less: its row drains on nodes that still hold connections, and goes', () => {
    const built = build(scenarios['reference']!('1'))
    built.world.scale('default/web', 2)
    built.forward(3000)
    const rows = () =>
      [...built.world.nodes.values()].map(
        ({ simulated }) => simulated.table.servers.find(({ key }) => key === 'TCP 10.104.197.218:80')!.destinations,
      )
    expect(rows().some((row) => row.some(({ weight }) => weight === 0))).toBe(true)
    for (const name of built.world.nodes.keys()) expect(driftOn(built, name)).toEqual([])
    built.forward(240_000)
    expect(rows().map((row) => row.length)).toEqual([2, 2, 2, 2, 2, 2])
    expect(rows().every((row) => row.every(({ weight }) => weight === 1))).toBe(true)
  })

  test('drift stays until it is repaired', () => {
    const built = build(scenarios['reference']!('1'))
    expect(built.world.drift('znode3', 'default/web', true)).toBeNull()
    built.forward(60_000)
    expect(driftOn(built, 'znode3')).toEqual([
      'TCP 10.104.197.218:80 differs 100.74.135.62:80 foreign 100.66.209.194:80 missing',
    ])
    expect(built.world.repair('znode3')).toBeNull()
    built.forward(1)
    expect(driftOn(built, 'znode3')).toEqual([])
    expect(built.world.drift('znode9', 'default/web', true)).toContain('no node znode9')
    expect(built.world.drift('znode1', 'default/none', true)).toContain('no such Service')
    expect(built.world.scale('default/none', 1)).toContain('no Service default/none')
    expect(built.world.scale('default/kubernetes', 1)).toContain('no workload')
  })
})

describe('every scenario', () => {
  const proxied = { shop: 12, reference: 6, empty: 6, large: 200 }
  test.each(Object.entries(proxied))('%s: every one of its %i tables is what it should be', (name, count) => {
    const built = build(scenarios[name]!('1'))
    expect(built.world.nodes.size).toBe(count)
    for (const node of [...built.world.nodes.keys()].slice(0, 20)) expect(driftOn(built, node)).toEqual([])
  })

  test('odd: the oddities are where they were put', () => {
    const built = build(scenarios['odd']!('1'))
    const rejected = (name: string) =>
      readOnce(built.world.nodes.get(name)!.simulated.kernel.read('/proc/net/ip_vs')!, 250).structure.rejected.rows
    expect(rejected('zmaster0')).toBe(0)
    expect(rejected('znode0')).toBeGreaterThanOrEqual(4)
    expect(driftOn(built, 'zmaster0').map((line) => line.split(' ')[2])).toEqual(['missing', 'missing'])
    expect(driftOn(built, 'znode1').some((line) => line.startsWith('TCP 10.104.197.218:80 differs'))).toBe(true)
    expect(built.world.nodes.get('znode2')!.simulated.kernel.read('/proc/net/ip_vs')).toBeNull()
    const pods = [...inventoryOf(built).pods.values()]
    expect(Math.max(...pods.map(({ name }) => name.length))).toBe(253)
  })
})

describe('the shop', () => {
  test('is as large as it says', () => {
    const { services, pods } = inventoryOf(build(scenarios['shop']!('1')))
    expect(services.size).toBeGreaterThanOrEqual(40)
    expect(pods.size).toBe(160)
    expect(new Set([...services.values()].map(({ namespace }) => namespace)).size).toBeGreaterThanOrEqual(6)
  })

  test('a rollout replaces every Pod, one at a time, and tables follow', () => {
    const built = build(scenarios['shop']!('1'))
    const pods = () => [...inventoryOf(built).pods.values()].filter(({ id }) => id.startsWith('shop/catalog-'))
    const before = new Set(pods().map(({ name }) => name))
    built.world.rollout('shop/catalog')
    let least = 99
    for (let second = 0; second < 90; second++) {
      built.forward(1000)
      least = Math.min(least, pods().filter(({ ready }) => ready).length)
    }
    expect(least).toBe(8)
    expect(pods().some(({ name }) => before.has(name))).toBe(false)
    expect(pods()).toHaveLength(8)
    for (const name of built.world.nodes.keys()) expect(driftOn(built, name)).toEqual([])
  })

  test('is the same for the same seed', () => {
    const textOf = (seed: string, cuts: readonly number[]) => {
      const built = build(scenarios['shop']!(seed), seed)
      built.world.scale('shop/cart', 7)
      for (const ms of cuts) built.forward(ms)
      return [...built.world.nodes.values()]
        .map(({ simulated }) => new TextDecoder().decode(simulated.kernel.read('/proc/net/ip_vs')!))
        .join('\n')
    }
    const once = textOf('7', [20_000])
    expect(textOf('7', [300, 4700, 333, 14_667])).toBe(once)
    expect(textOf('8', [20_000])).not.toBe(once)
  })
})
