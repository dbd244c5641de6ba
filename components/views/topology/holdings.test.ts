import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Held, visitHoldings } from './holdings.ts'
import type { EntryFact, TableFact } from './tables.ts'

const pool = Array.from({ length: 12 }, (_, index) => ({ key: `TCP 10.0.0.${index}:80` }) as unknown as EntryFact)
const table: fc.Arbitrary<TableFact> = fc
  .shuffledSubarray(pool)
  .map((entries) => ({ entries, firstRow: new Int32Array(), rowCount: 0, odd: [] }))
const tables: fc.Arbitrary<Held[]> = fc.array(fc.tuple(table, fc.nat(5)), { maxLength: 6 })

it('every entry is visited once, with the nodes of all tables that have it', () => {
  fc.assert(
    fc.property(tables, (held) => {
      const expected = new Map<EntryFact, number>()
      for (const [{ entries }, nodes] of held)
        for (const entry of entries) expected.set(entry, (expected.get(entry) ?? 0) + nodes)
      const visited: (readonly [EntryFact, number])[] = []
      visitHoldings(held, (entry, nodes) => visited.push([entry, nodes]))
      expect(visited).toHaveLength(expected.size)
      expect(new Map(visited)).toEqual(expected)
    }),
  )
})
