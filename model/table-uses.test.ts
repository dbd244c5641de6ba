import fc from 'fast-check'
import { expect, it } from 'vitest'
import { makeVirtualServerHash } from './ids.ts'
import { makeTableUses } from './table-uses.ts'
import type { Table } from './topology.ts'

it('knows what the tables that are left name', () => {
  const table = fc.subarray(['a', 'b', 'c', 'd', 'e'].map(makeVirtualServerHash))
  const slot = fc.nat(2)
  fc.assert(
    fc.property(fc.array(fc.tuple(slot, fc.option(table, { nil: null }))), (steps) => {
      const uses = makeTableUses()
      const held: (Table | null)[] = [null, null, null]
      const named = new Set<string>()
      for (const [slot, came] of steps) {
        uses.swap(
          held[slot]!,
          came,
          (hash, position) => {
            expect(came![position]).toBe(hash)
            named.add(hash)
          },
          (hash) => named.delete(hash),
        )
        held[slot] = came
        expect([...named].sort()).toEqual([...new Set(held.flatMap((table) => table ?? []))].sort())
      }
    }),
  )
})
