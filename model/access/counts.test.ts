import { expect, it } from 'vitest'
import { answers, fails } from '../fixtures/access.ts'
import { makeNodeName, makeServiceId, makeServicePortId } from '../ids.ts'
import type { AccessCell, AccessState } from './access.ts'
import { makeCounter } from './counts.ts'
import { portsThatSpeak, standingOf } from './standing.ts'

const policy = { id: 'internal-policy-local', certainty: 'certain', evidence: {} } as const
const states: readonly (readonly [number, AccessCell['method'], AccessState])[] = [
  [1, { is: 'udp', payload: '' }, fails('timeout', 2)],
  [2, { is: 'udp', payload: '' }, fails('timeout', 2)],
  [2, { is: 'udp', payload: '' }, answers(2, 1)],
  [2, { is: 'udp', payload: '' }, fails('timeout', 2)],
  [3, { is: 'tcp' }, fails('refused', 2, { causes: [policy] })],
  [3, { is: 'tcp' }, answers(2, 1, { answered: 1 })],
  [4, null, { is: 'not-asked', why: '', causes: [] }],
  [5, { is: 'tcp' }, { is: 'not-asked', why: '', causes: [] }],
  [6, { is: 'tcp' }, answers(2, 1)],
]
const cells = states.map(
  ([port, method, state], at): AccessCell => ({
    test: 'a',
    node: makeNodeName(`node-${at}`),
    port: makeServicePortId(makeServiceId('default', 'web'), port, 'UDP'),
    target: null,
    method,
    state,
  }),
)

it.each([
  ['in this order', cells],
  ['in the other', cells.toReversed()],
])('counts what each cell is when all have ended, %s', (_, ordered) => {
  const count = makeCounter()
  expect(ordered.map(count).at(-1)).toEqual({ done: 9, failed: 3, excused: 2, notAsked: 2 })
  const speaking = portsThatSpeak(cells)
  const standings = cells.map((cell) => standingOf(cell, { doesSpeak: speaking.has(cell.port) }).is)
  expect(standings.filter((is) => is === 'failed' || is === 'partly')).toHaveLength(3)
})
