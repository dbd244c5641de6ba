import { describe, expect, it } from 'vitest'
import { answers, fails } from '../fixtures/access.ts'
import type { AccessState } from './access.ts'
import { isTrouble, rankOf, standingOf } from './standing.ts'

const of = (state: AccessState) => standingOf({ state })

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
    ['not asked', { is: 'not-asked', why: 'silent', causes: [] }, { is: 'not-asked', why: 'silent' }, true],
    ['asked', { is: 'asked', since: 1 }, { is: 'asked' }, false],
    ['waiting', { is: 'waiting' }, { is: 'waiting' }, false],
  ])('that is %s', (_, state, standing, trouble) => {
    expect(of(state)).toMatchObject(standing)
    expect(isTrouble(of(state))).toBe(trouble)
  })

  it('that was not come to before its test ended is left out', () => {
    expect(standingOf({ state: { is: 'waiting' } }, true)).toEqual({ is: 'left-out' })
    expect(standingOf({ state: { is: 'asked', since: 1 } }, true)).toEqual({ is: 'left-out' })
    expect(standingOf({ state: answers(5, 2) }, true)).toMatchObject({ is: 'answered' })
  })

  it('is timed to the first byte, or to the connection where there is none', () => {
    const state = answers(5, 2, { firstByteMs: null })
    expect(of(state)).toMatchObject({ time: { median: 1.2 } })
    expect(of(answers(5, 2))).toMatchObject({ time: { median: 2 } })
  })

  it('ranks no answer before some, and what is not known before what is well', () => {
    const order = [
      fails('timeout', 5),
      answers(5, 2, { answered: 3 }),
      answers(5, 2, { step: '3s' }),
      { is: 'not-asked', why: '', causes: [] } as const,
      answers(5, 2),
      { is: 'waiting' } as const,
    ].map((state) => rankOf(of(state)))
    expect(order).toEqual([...order].sort((a, b) => a - b))
    expect(new Set(order).size).toBe(order.length)
  })
})
