import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cluster } from './cluster.ts'
import { makeTableHash, makeVirtualServerHash, type TableHash } from './ids.ts'
import { applyTables, diffTableStores, spliced, splicesBetween } from './tables-delta.ts'
import type { Table } from './topology.ts'

const hash = (index: number) => makeVirtualServerHash(index.toString(16).padStart(32, '0'))
const tableArbitrary = fc.uniqueArray(fc.nat(40), { maxLength: 40 }).map((values) => values.map(hash))

const large = Array.from({ length: 1_000 }, (_, index) => hash(index))
const store = (tables: readonly Table[]) =>
  ({
    tables: new Map(tables.map((table, index) => [makeTableHash(`${index}-${table.length}-${table.join()}`), table])),
    nodes: new Map(),
  }) as unknown as Pick<Cluster, 'tables' | 'nodes'>

describe('splices of a table', () => {
  it('make the other table, whatever order both are in', () => {
    fc.assert(
      fc.property(tableArbitrary, tableArbitrary, (a, b) => {
        expect(spliced(a, splicesBetween(a, b))).toEqual(b)
      }),
    )
  })

  it.each<[string, Table, number]>([
    ['one entry replaced', large.with(500, hash(5_000)), 1],
    ['one gone', large.toSpliced(500, 1), 1],
    ['one more', large.toSpliced(500, 0, hash(5_000)), 1],
    ['a hundred gone in a row', large.toSpliced(500, 100), 1],
    ['both ends', large.with(0, hash(5_000)).with(999, hash(5_001)), 2],
    ['nothing', [...large], 0],
  ])('%s', (_name, other, count) => {
    const splices = splicesBetween(large, other)
    expect(spliced(large, splices)).toEqual(other)
    expect(splices).toHaveLength(count)
  })
})

describe('a store of tables', () => {
  it('a change of one entry in a table of a thousand is some hundred bytes', () => {
    const delta = diffTableStores(store([large]), store([large, large.with(7, hash(9_999))]), [])!
    const named = JSON.stringify(delta).replaceAll(/"\d-1000-[^"]*"/g, `"${'0'.repeat(32)}"`)
    expect(named.length).toBeLessThan(150)
  })

  it('a hundred versions from nothing cost little more than one', () => {
    const versions = Array.from({ length: 100 }, (_, index) => large.with(index * 9, hash(10_000 + index)))
    const delta = diffTableStores(store([]), store(versions), [])!
    const own = (delta.set ?? []).reduce((sum, [, , ...splices]) => sum + JSON.stringify(splices).length, 0)
    expect(own).toBeLessThan(JSON.stringify(large).length + 100 * 160)
    expect([...applyTables(new Map(), delta, []).values()]).toEqual(versions)
  })

  it('a table is told against the one a node had before', () => {
    const node = (have: TableHash) => ({ name: 'n', table: { is: 'read', hash: have }, want: null })
    const [a, b, c] = [makeTableHash('a'), makeTableHash('b'), makeTableHash('c')]
    const sides = (have: TableHash, tables: [TableHash, Table][]) =>
      ({ nodes: new Map([['n', node(have)]]), tables: new Map(tables) }) as unknown as Pick<Cluster, 'tables' | 'nodes'>
    const before: [TableHash, Table][] = [
      [a, large],
      [b, []],
    ]
    const delta = diffTableStores(sides(a, before), sides(c, [...before, [c, large.slice(1)]]), [])
    expect(delta).toEqual({ set: [[c, a, [0, 1]]] })
  })

  it('what comes in the order it is brought is told as a run', () => {
    const fresh = large.slice(0, 900)
    const delta = diffTableStores(store([]), store([large]), fresh)!
    expect(JSON.stringify(delta.set?.[0]?.slice(2))).toContain('[0,0,[0,900],"')
    expect([...applyTables(new Map(), delta, fresh).values()]).toEqual([large])
  })
})
