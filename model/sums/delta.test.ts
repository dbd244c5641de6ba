import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Flow, Sums } from '../sums.ts'
import { applySums, diffSums, noSums } from './delta.ts'

const hundredths = fc.nat(2 ** 40).map((value) => value / 100)
const count = fc.nat(2 ** 40)
const flow: fc.Arbitrary<Flow> = fc.record({
  connections: hundredths,
  packets: hundredths,
  active: count,
  inactive: count,
  rated: count,
  unrated: count,
})
const flows = fc.dictionary(fc.constantFrom('a', 'b', 'c'), flow).map((all) => new Map(Object.entries(all)))
const sums: fc.Arbitrary<Sums> = flows.map((things) => ({ ...noSums, things }))
const overTheWire = <T>(delta: T): T => JSON.parse(JSON.stringify(delta)) as T

it('after any number of frames every figure is what it is, to the last hundredth', () => {
  fc.assert(
    fc.property(fc.array(sums, { minLength: 1, maxLength: 6 }), (states) => {
      let told: Sums | null = null
      let last: Sums | null = null
      for (const state of states) {
        const delta = diffSums(last, state)
        if (delta !== undefined) told = applySums(told, overTheWire(delta))
        last = state
        expect(told).toEqual(state)
      }
    }),
  )
})

it('of a flow that moved a step only the step is told', () => {
  const of = (connections: number, active: number): Sums => ({
    ...noSums,
    things: new Map([['a', { connections, packets: 0.07, active, inactive: 0, rated: 3, unrated: 0 }]]),
  })
  expect(diffSums(of(120.1, 9_000), of(120.12, 8_500))).toEqual({ exact: false, things: { c: [0, 2], a: [0, -500] } })
})
