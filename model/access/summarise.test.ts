import { describe, expect, it } from 'vitest'
import { triedOf } from '../fixtures/tries.ts'
import { makeNodeName, makeRealServerKey } from '../ids.ts'
import type { VirtualServer } from '../topology.ts'
import type { LatencyStep } from './access.ts'
import { expectedShares } from './expected-shares.ts'
import { latencyStep, spreadOf } from './spread.ts'
import { summarise } from './summarise.ts'

const server = (weights: readonly number[], over: Partial<VirtualServer> = {}): VirtualServer => ({
  match: { protocol: 'TCP', address: '10.96.0.1', port: 80 },
  scheduler: 'rr',
  schedulerFlags: null,
  onePacket: false,
  persistence: null,
  realServers: weights.map((weight, at) => ({ address: `10.0.0.${at + 1}`, port: 80, forward: 'Masq', weight })),
  ...over,
})

describe('expectedShares', () => {
  const persistence = { timeoutSeconds: 10_800, prefix: 32 }
  it.each<[string, VirtualServer | null, (number | null)[]]>([
    ['no virtual server', null, []],
    ['rr takes each in turn, whatever it weighs', server([1, 1, 5, 5]), [0.25, 0.25, 0.25, 0.25]],
    ['weight 0 gets nothing', server([1, 0, 1]), [0.5, 0, 0.5]],
    ['all at weight 0', server([0, 0]), [0, 0]],
    ['wrr by weight', server([1, 3], { scheduler: 'wrr' }), [0.25, 0.75]],
    ['wlc by weight', server([1, 1, 2], { scheduler: 'wlc' }), [0.25, 0.25, 0.5]],
    ['sh: one client, one real server', server([1, 0, 1], { scheduler: 'sh' }), [null, 0, null]],
    ['persistence too', server([1, 1], { persistence }), [null, null]],
    ['sed goes by what is open', server([1, 1], { scheduler: 'sed' }), [null, null]],
  ])('%s', (_name, of, shares) => {
    expect([...expectedShares(of).values()]).toEqual(shares)
  })
})

describe('spreadOf', () => {
  it.each<[(number | null)[], object | null]>([
    [[], null],
    [[null], null],
    [[3], { tries: 1, least: 3, median: 3, p95: 3, most: 3 }],
    [[4, null, 1, 2, 3], { tries: 4, least: 1, median: 2.5, p95: 4, most: 4 }],
    [Array.from({ length: 20 }, (_, at) => at + 1), { tries: 20, least: 1, median: 10.5, p95: 19, most: 20 }],
  ])('%j', (times, spread) => expect(spreadOf(times)).toEqual(spread))
})

describe('latencyStep', () => {
  it.each<[(number | null)[], LatencyStep | null]>([
    [[], null],
    [[0.4, 0.5], null],
    [[0.4, 1_002], '1s'],
    [[1_002], '1s'],
    [[1_002, 1_003], '1s'],
    [[0.4, null, 3_010], '3s'],
    [[1_002, 3_010], '3s'],
    [[0.4, 63_100], '63s'],
    [[20, 1_021], '1s'],
    [[0.4, 700], null],
    [[0.4, 2_000], null],
  ])('%j is %s', (connects, step) => expect(latencyStep(connects)).toBe(step))
})

describe('summarise', () => {
  it('counts how tries ended, which real servers were chosen, and those that should have been', () => {
    const [one, two, other] = ['10.0.0.1', '10.0.0.2', '10.0.0.9'].map((address) => ({ address, port: 80 }))
    const tries = [
      triedOf({ chosen: one!, status: 200, source: { address: '10.1.0.1', port: 7 }, connectMs: 1, firstByteMs: 2 }),
      triedOf({ chosen: one!, status: 200, source: { address: '10.1.0.1', port: 8 }, connectMs: 3, firstByteMs: 4 }),
      triedOf({ chosen: other!, status: 500, outcome: 'wrong-status' }),
      triedOf({ outcome: 'timeout' }),
      triedOf({ outcome: 'unreachable', error: 'EHOSTUNREACH' }),
      triedOf({ outcome: 'timeout' }),
    ]
    const expected = expectedShares(server([1, 1]))
    const hostOf = (real: string) => (real.startsWith(one!.address) ? makeNodeName('node-1') : null)
    expect(summarise({ tries, withoutConnections: 'no right' }, expected, hostOf, [])).toEqual({
      tries: 6,
      answered: 2,
      failures: [
        { outcome: 'timeout', error: null, tries: 2 },
        { outcome: 'wrong-status', error: null, tries: 1 },
        { outcome: 'unreachable', error: 'EHOSTUNREACH', tries: 1 },
      ],
      statuses: [
        { status: 200, tries: 2 },
        { status: 500, tries: 1 },
      ],
      connectMs: { tries: 2, least: 1, median: 2, p95: 3, most: 3 },
      firstByteMs: { tries: 2, least: 2, median: 3, p95: 4, most: 4 },
      step: null,
      shares: [
        { real: makeRealServerKey(one!.address, 80), tries: 2, answered: 2, host: 'node-1', expected: 0.5 },
        { real: makeRealServerKey(two!.address, 80), tries: 0, answered: 0, host: null, expected: 0.5 },
        { real: makeRealServerKey(other!.address, 80), tries: 1, answered: 0, host: null, expected: null },
      ],
      unknownChoices: 3,
      withoutConnections: 'no right',
      sources: ['10.1.0.1'],
      causes: [],
    })
  })
})
