import fc from 'fast-check'
import { expect, it } from 'vitest'
import { applyMap, diffMap } from './map-delta.ts'

interface Entry {
  readonly want: string
  readonly table: string
  readonly tags: readonly string[]
}

const entry: fc.Arbitrary<Entry> = fc.record({
  want: fc.constantFrom('a', 'b'),
  table: fc.constantFrom('x', 'y'),
  tags: fc.constantFrom<readonly string[]>([], ['t']),
})
const entries = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 59 }).map(String), entry), {
    minLength: 36,
    selector: ([key]) => key,
  })
  .map((all) => new Map(all))
/** Often a field all entries agree in. */
const agreed = fc.record({ want: fc.constantFrom('b', 'c'), tags: fc.constant(['t', 'u']) }, { requiredKeys: [] })
const agreeing = fc
  .tuple(entries, agreed)
  .map(([all, fields]) => new Map([...all].map(([key, value]) => [key, { ...value, ...fields }])))

const overTheWire = <T>(delta: T): T => JSON.parse(JSON.stringify(delta)) as T

it('what all of many entries got comes to the same, and what had it already stays the same object', () => {
  fc.assert(
    fc.property(entries, agreeing, (from, to) => {
      const delta = diffMap(from, to, ['tags'])
      if (delta === null) return expect(from).toEqual(to)
      const made = applyMap(from, overTheWire(delta), ['tags'])
      expect(made).toEqual(to)
      for (const [key, value] of made) {
        const before = from.get(key)
        if (JSON.stringify(before) === JSON.stringify(value)) expect(value).toBe(before)
      }
    }),
    { numRuns: 1_000 },
  )
})

it('a new value of all entries is told once and names none of them', () => {
  const nodes = (want: string, moved: string) =>
    new Map(Array.from({ length: 500 }, (_, at) => [`n${at}`, { want, table: at === 7 ? moved : 'x', tags: [] }]))
  expect(diffMap(nodes('a', 'x'), nodes('b', 'y'))).toEqual({
    every: { want: 'b' },
    patch: [[{ table: 'y' }, ['n7']]],
  })
})

it('a few entries that come to agree with the others are named', () => {
  const all = (odd: string) =>
    new Map(Array.from({ length: 100 }, (_, at) => [`n${at}`, { want: at < 9 ? odd : 'b', is: 0 }]))
  expect(diffMap(all('a'), all('b'))?.patch).toEqual([[{ want: 'b' }, Array.from({ length: 9 }, (_, at) => `n${at}`)]])
})
