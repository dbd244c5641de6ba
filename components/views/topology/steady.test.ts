import fc from 'fast-check'
import { expect, it } from 'vitest'
import { makeSteadySorter } from './steady.ts'

const lists = fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')))

it('sorts as asked, whatever came before', () => {
  fc.assert(
    fc.property(lists, (rounds) => {
      const sort = makeSteadySorter<{ readonly id: string }>((a, b) => (a.id < b.id ? 1 : -1))
      for (const ids of rounds) {
        const things: { readonly id: string }[] = ids.map((id) => ({ id }))
        const sorted = sort(things)
        expect(sorted.map(({ id }) => id)).toEqual([...ids].sort().reverse())
        expect(sorted.every((thing) => things.includes(thing))).toBe(true)
      }
    }),
  )
})
