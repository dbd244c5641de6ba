/** Decisions recorded from Linux 6.1.176. Real servers .11, .12, .13 were added in that order; connections stay open. */
import { describe, expect, test } from 'vitest'
import { type Balancer, makeBalancer } from './balancer.ts'
import { foldAddress, hash32, maglevHash1, maglevHash2 } from './hashes.ts'
import { fillMaglev } from './mh.ts'
import { bind, type Member, makeMember, setActive, unbind } from './ring.ts'
import type { SchedulerFlag } from './scheduler.ts'

const client = foldAddress('10.244.1.21')
const vip = foldAddress('10.96.0.100')
const member = (host: number, weight: number, upper = 0, lower = 0) =>
  makeMember(foldAddress(`10.244.1.${host}`), 8080, weight, upper, lower)
const hostOf = ({ key }: Member) => key & 255

/** A step: so many decisions (their hosts written out), or what is done before the next ones. */
type Step = string | ((table: Table) => void)
interface Table {
  balancer: Balancer
  at(host: number): Member
  add(host: number, weight: number): void
}

function run(scheduler: string, weights: readonly number[], steps: readonly Step[], options: Options = {}) {
  const balancer = makeBalancer({ scheduler, flags: options.flags ?? [] })
  const at = (host: number) => balancer.members.find((each) => hostOf(each) === host)!
  for (const [index, weight] of weights.entries()) {
    const host = 11 + index
    balancer.add(member(host, weight, ...(options.limits?.[host] ?? [])))
  }
  const table: Table = { balancer, at, add: (host, weight) => balancer.add(member(host, weight)) }
  let port = options.port ?? 40_000
  const seen: string[] = []
  for (const step of steps) {
    if (typeof step !== 'string') {
      step(table)
      seen.push('step')
      continue
    }
    const decisions = step.split(' ').map(() => {
      const chosen = balancer.choose({ sourceKey: client, sourcePort: port++, destinationKey: vip, nowMs: 0 })
      if (chosen === null) return 'refuse'
      bind(chosen)
      setActive(chosen, true)
      return String(hostOf(chosen))
    })
    seen.push(decisions.join(' '))
  }
  expect(seen).toEqual(steps.map((step) => (typeof step === 'string' ? step : 'step')))
}
interface Options {
  flags?: readonly SchedulerFlag[]
  port?: number
  /** Upper and lower threshold by host. */
  limits?: Record<number, [number, number]>
}

const remove =
  (host: number): Step =>
  (table) =>
    table.balancer.remove(table.at(host))
const weigh =
  (host: number, weight: number): Step =>
  (table) =>
    table.balancer.setWeight(table.at(host), weight)
const add =
  (host: number, weight: number): Step =>
  (table) =>
    table.add(host, weight)
const times = (count: number, host: number) => Array<number>(count).fill(host).join(' ')

const decisions: readonly [string, readonly number[], ...Step[]][] = [
  [
    'rr',
    [1, 1, 1],
    '13 12 11 13 12 11 13',
    add(14, 1),
    '12 11 14 13 12 11 14 13 12',
    remove(12),
    '11 14 13 11 14 13',
    weigh(13, 0),
    '11 14 11 14 11',
  ],
  ['rr', [1, 1, 1], '13 12', remove(12), '11 13 11 13 11'],
  ['rr', [1, 1, 1], '13', remove(13), '12 11 12', add(13, 1), '11 13 12 11 13'],
  ['wrr', [4, 3, 2], '13 12 11 11 12 11 13 12 11 13 12 11 11 12 11 13 12 11'],
  ['wrr', [5, 1, 1], '13 12 11 11 11 11 11 13 12 11'],
  ['wrr', [2, 0, 4], '13 11 13 13 11 13 13 11 13'],
  ['wrr', [6, 3], '12 11 11 12 11 11'],
  ['wrr', [1, 10], '12 11 12 12 12 12 12 12 12 12 12 12 11'],
  ['wrr', [7, 14, 21], '13 12 11 13 13 12 13 12 11 13 13 12'],
  [
    'wrr',
    [4, 3, 2],
    '13 12 11 11 12',
    weigh(12, 6),
    '12 11 13 12 11 12 12 11 13 12 11 12 12 11 13 12',
    remove(11),
    '13 12 12 12 13 12 12 12',
    add(11, 9),
    '11 12 11 13 12 11 13 12 11 11 11 11 12 11',
  ],
  ['wrr', [0, 0], 'refuse'],
  ['lc', [4, 3, 2], '13 12 11 13 12 11'],
  ['wlc', [4, 3, 2], '13 12 11 11 12 13 11 12 11 13 12 11 11 12'],
  ['wlc', [1, 10], '12 11 12 12 12 12 12 12 12 12 12 12 11 12'],
  ['wlc', [0, 2, 1], '13 12 12 13 12 12 13'],
  ['sed', [4, 3, 2], '11 12 13 11 12 11 13 12 11 11 12 13 11 12'],
  ['sed', [1, 0, 3], '13 13 13 11 13 13 13 11 13 13 13 11'],
  ['nq', [4, 3, 2], '13 12 11 11 12 11 13 12 11 11 12 13 11 12'],
  ['nq', [1, 0, 3], '13 11 13 13 13 13 13 11 13 13 13 11'],
  ['fo', [2, 5, 3], times(8, 12)],
  ['fo', [1, 5, 5], times(8, 13)],
  ['fo', [3, 0, 2], times(8, 11)],
  ['ovf', [2, 5, 3], `${times(6, 12)} ${times(4, 13)} ${times(3, 11)} refuse`],
  ['ovf', [1, 1, 1], '13 13 12 12 11 11 refuse'],
  ['lblc', [5, 5, 5], `${times(6, 13)} ${times(6, 12)} 11`],
  ['lblc', [1, 1, 1], '13 13 12 12 11 11 11 11 11 11 11 11'],
  ['lblcr', [1, 1, 1], '13 13 12 12 11 11 11 12 13 11 12 13 11'],
  ['lblcr', [4, 3, 2], '13 13 13 12 12 12 12 11 11 11 11 11 11 12 11 13'],
]

describe('decisions of the kernel', () => {
  test.each(decisions)('%s %j', (scheduler, weights, ...steps) => run(scheduler, weights, steps))

  test('thresholds set and clear the overload flag', () => {
    run('wlc', [1, 1], ['12 11 12 11 12 11 12 12 12'], { limits: { 11: [3, 1] } })
    run('rr', [1, 1], ['12 11 12 11 12 12 12'], { limits: { 11: [2, 0] } })
    const limited = member(11, 1, 4)
    for (let i = 0; i < 4; i++) bind(limited)
    expect(limited.overloaded).toBe(true)
    unbind(limited, false)
    expect(limited.overloaded).toBe(true)
    unbind(limited, false)
    expect(limited.overloaded).toBe(false)
  })

  test('an overloaded ring refuses under wrr and goes on afterwards', () => {
    const balancer = makeBalancer({ scheduler: 'wrr' })
    const only = member(11, 3, 1)
    balancer.add(only)
    const choose = () => balancer.choose({ sourceKey: 1, sourcePort: 1, destinationKey: 1, nowMs: 0 })
    bind(only)
    expect(choose()).toBeNull()
    unbind(only, false)
    expect(choose()).toBe(only)
  })

  test('without a scheduler, and with one nobody knows, all is refused', () => {
    run('none', [1], ['refuse refuse'])
    run('no-such', [1], ['refuse'])
    run('rr', [], ['refuse'])
  })
})

const hashed: readonly [string, readonly SchedulerFlag[], readonly number[], number, string][] = [
  ['sh', ['sh-port'], [1, 1, 1], 20_687, '11 12 11 12 11 13 11 12 11 13'],
  ['sh', [], [1, 1, 1], 20_687, times(5, 11)],
  ['sh', [], [2, 5, 3], 1, times(5, 12)],
  ['sh', ['sh-port'], [2, 5, 3], 20_859, '12 12 12 12 13 13 13 11 13 11'],
  ['sh', ['sh-port'], [3, 1, 0], 20_773, '12 11 12 11 12 11 refuse 11 refuse 11'],
  ['sh', ['sh-port', 'sh-fallback'], [3, 1, 0], 20_783, '11 11 11 11 12 11 11 11 11 12'],
  ['mh', ['mh-port'], [1, 1, 1], 20_731, '11 11 12 11 12 11 13 11 12 11 13 13 13 11'],
  ['mh', [], [1, 1, 1], 1, times(5, 12)],
  ['mh', ['mh-port'], [2, 5, 3], 20_903, '12 12 12 13 13 12 12 12 13 11 12 12 12 12'],
  ['dh', [], [1, 1, 1], 1, times(5, 12)],
]

describe('hashing schedulers, client 10.244.1.21', () => {
  test.each(hashed)('%s %j %j from port %i', (scheduler, flags, weights, port, expected) =>
    run(scheduler, weights, [expected], { flags, port }),
  )

  test('mh keeps the places of a server set to weight 0 until it is deleted', () => {
    const port = 20_937
    const emptied = '11 refuse 13 11 11 13 13 refuse 13 13 11 11 refuse 11 13 11'
    run('mh', [1, 1, 1], [weigh(12, 0), emptied, remove(12), '11 11 13 11 13 13 13 11 11 13 13 13 11 11 11 11'], {
      flags: ['mh-port'],
      port,
    })
    run('mh', [1, 1, 1], [weigh(12, 0), '11 11 13 11 13 13 13 11 11 11 13 11 13 11 11 11'], {
      flags: ['mh-port', 'mh-fallback'],
      port: 20_971,
    })
  })
})

describe('hashes', () => {
  test('hash32', () => {
    expect(['10.244.1.21', '10.244.1.10', '10.96.0.100'].map((address) => hash32(foldAddress(address)))).toEqual([
      143, 92, 82,
    ])
    expect(hash32(client + 20_687)).toBe(74)
  })

  test('addresses fold to 32 bits', () => {
    expect(foldAddress('10.244.1.21')).toBe(0x0af40115)
    expect(foldAddress('fd00:1::10')).toBe((0xfd000001 ^ 0x10) >>> 0)
  })

  test('SipHash-1-3', () => {
    expect([0, 1, 0x0af40115].map(maglevHash1)).toEqual([0x1d5a77c2, 0x16ec66b2, 0xd11403ce])
    expect(maglevHash1(client) % 4093).toBe(3815)
  })

  test('permutations of the Maglev table', () => {
    const places = [11, 12, 13].map((host) => {
      const key = foldAddress(`10.244.1.${host}`) + 8080
      return [maglevHash1(key) % 4093, (maglevHash2(key) % 4092) + 1]
    })
    expect(places).toEqual([
      [2219, 4061],
      [2436, 1685],
      [1073, 4031],
    ])
  })

  test.each([
    [
      [1, 1, 1],
      [1364, 1364, 1365],
    ],
    [
      [2, 5, 3],
      [818, 2045, 1230],
    ],
  ])('places of weights %j', (weights, expected) => {
    const members = weights.map((weight, index) => member(11 + index, weight)).reverse()
    const table = fillMaglev(members)
    expect([11, 12, 13].map((host) => table.filter((each) => hostOf(each) === host).length)).toEqual(expected)
  })
})

test('the totalconns switch makes every bound connection weigh once more', () => {
  const chosen = [false, true].map((totalconns) => {
    const balancer = makeBalancer({ scheduler: 'lc', totalconns })
    const [busy, idle] = [member(11, 1), member(12, 1)]
    balancer.add(busy)
    balancer.add(idle)
    Object.assign(busy, { active: 1, inactive: 0 })
    Object.assign(idle, { active: 0, inactive: 257 })
    return hostOf(balancer.choose({ sourceKey: 0, sourcePort: 0, destinationKey: 0, nowMs: 0 })!)
  })
  expect(chosen).toEqual([11, 12])
})
