import fc from 'fast-check'
import { expect, it } from 'vitest'
import { update } from './keep.ts'

it('a map is kept up through any history, and is the same object while nothing in it changes', () => {
  const state = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(3), { noNullPrototype: true })
  fc.assert(
    fc.property(fc.array(state, { minLength: 1, maxLength: 6 }), (states) => {
      let last: ReadonlyMap<string, number> = new Map()
      for (const each of states) {
        const sources = new Map(Object.entries(each))
        const make = (value: number) => (value === 0 ? null : value * 10)
        const made = update(last, sources, (_key, value) => make(value))
        const wanted = [...sources].flatMap(([key, value]) => (value === 0 ? [] : [[key, value * 10] as const]))
        expect(made).toEqual(new Map(wanted))
        expect(update(made, sources, (_key, value) => make(value))).toBe(made)
        last = made
      }
    }),
  )
})
