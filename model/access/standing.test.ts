import { describe, expect, it } from 'vitest'
import { answers, fails } from '../fixtures/access.ts'
import { makeServiceId, makeServicePortId } from '../ids.ts'
import type { ProbeMethod } from '../probe/question.ts'
import type { AccessCell, AccessState } from './access.ts'
import { isTrouble, portsThatSpeak, rankOf, standingOf } from './standing.ts'

const http: ProbeMethod = { is: 'http', path: '/', host: '', statuses: [] }
const udp: ProbeMethod = { is: 'udp', payload: '' }
const of = (state: AccessState, method: AccessCell['method'] = http) => standingOf({ state, method })
const notAsked: AccessState = { is: 'not-asked', why: 'silent', causes: [] }
const policy = { id: 'internal-policy-local', certainty: 'certain', evidence: {} } as const
const found = { id: 'forwarding-off', certainty: 'certain', evidence: {} } as const
const guess = { id: 'pod-silent', certainty: 'possible', evidence: {} } as const

describe('a cell', () => {
  it.each<[string, AccessState, object, boolean]>([
    ['answered', answers(5, 2), { is: 'answered', tries: 5, answered: 5, status: 200, step: null }, false],
    ['refused', fails('refused', 5), { is: 'failed', outcome: 'refused', time: null, status: null }, true],
    [
      'answered at some tries',
      answers(5, 2, { answered: 3, failures: [{ outcome: 'reset', error: null, tries: 2 }] }),
      { is: 'partly', outcome: 'reset', answered: 3 },
      true,
    ],
    ['slow at first', answers(5, 2, { step: '1s' }), { is: 'answered', step: '1s' }, true],
    ['without an outcome', fails('refused', 5, { failures: [] }), { is: 'failed', outcome: 'failed' }, true],
    ['dropped by policy', fails('refused', 5, { causes: [policy] }), { is: 'by-policy', tries: 5 }, false],
    ['not asked', notAsked, { is: 'not-asked', why: 'silent' }, true],
    ['asked', { is: 'asked', since: 1 }, { is: 'asked' }, false],
    ['waiting', { is: 'waiting' }, { is: 'waiting' }, false],
  ])('that is %s', (_, state, standing, trouble) => {
    expect(of(state)).toMatchObject(standing)
    expect(isTrouble(of(state))).toBe(trouble)
  })

  it.each<[string, AccessState, AccessCell['method'], object]>([
    ['a datagram without an answer', fails('timeout', 5, { causes: [guess] }), udp, { is: 'silent', tries: 5 }],
    ['a datagram refused by ICMP', fails('refused', 5), udp, { is: 'failed', outcome: 'refused' }],
    [
      'datagrams of which one was refused',
      fails('timeout', 5, {
        failures: [
          { outcome: 'timeout', error: null, tries: 4 },
          { outcome: 'refused', error: null, tries: 1 },
        ],
      }),
      udp,
      { is: 'failed' },
    ],
    ['datagrams of which some were answered', fails('timeout', 5, { answered: 2 }), udp, { is: 'partly' }],
    ['silence with a cause that is found', fails('timeout', 5, { causes: [found] }), udp, { is: 'failed' }],
    ['a DNS query without an answer', fails('timeout', 5), { is: 'dns', name: 'a' }, { is: 'failed' }],
    ['a connect without an answer', fails('timeout', 5), { is: 'tcp' }, { is: 'failed' }],
    ['a port nothing can ask', notAsked, null, { is: 'no-probe' }],
  ])('of %s', (_, state, method, standing) => {
    expect(of(state, method)).toMatchObject(standing)
  })

  it('of a datagram without an answer has failed where the port answers another node', () => {
    const silent = { state: fails('timeout', 5), method: udp }
    expect(standingOf(silent, { doesSpeak: true })).toMatchObject({ is: 'failed', outcome: 'timeout' })
    const [port, other] = [53, 54].map((number) => makeServicePortId(makeServiceId('a', 'b'), number, 'UDP'))
    const speaking = portsThatSpeak([
      { port: port!, state: fails('timeout', 5) },
      { port: port!, state: answers(5, 1, { answered: 1 }) },
      { port: other!, state: fails('refused', 5) },
    ])
    expect([...speaking]).toEqual([port])
  })

  it('that was not come to before its test ended is left out', () => {
    const over = (state: AccessState) => standingOf({ state, method: http }, { isOver: true })
    expect(over({ is: 'waiting' })).toEqual({ is: 'left-out' })
    expect(over({ is: 'asked', since: 1 })).toEqual({ is: 'left-out' })
    expect(over(answers(5, 2))).toMatchObject({ is: 'answered' })
  })

  it('is timed to the first byte, or to the connection where there is none', () => {
    const state = answers(5, 2, { firstByteMs: null })
    expect(of(state)).toMatchObject({ time: { median: 1.2 } })
    expect(of(answers(5, 2))).toMatchObject({ time: { median: 2 } })
  })

  it('ranks no answer before some, and what is not known before what is well', () => {
    const order = [
      of(fails('timeout', 5)),
      of(answers(5, 2, { answered: 3 })),
      of(answers(5, 2, { step: '3s' })),
      of(notAsked),
      of(fails('timeout', 5), udp),
      of(answers(5, 2)),
      of({ is: 'waiting' }),
    ].map(rankOf)
    expect(order).toEqual([...order].sort((a, b) => a - b))
    expect(new Set(order).size).toBe(order.length)
  })
})
