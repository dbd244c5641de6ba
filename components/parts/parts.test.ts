import { describe, expect, it } from 'vitest'
import { en } from '#components/words/en.ts'
import { zh } from '#components/words/zh.ts'
import { formatAge, formatNumber } from './format.ts'
import { type Column, formatOrder, nextOrder, parseOrder, sortRows } from './table-columns.ts'
import { visibleSpan } from './window.ts'

describe('numbers', () => {
  it.each([
    [0, 0, '0'],
    [0, 1, '0.0'],
    [1234.56, 1, '1,234.6'],
    [12, 2, '12.00'],
    [null, 0, null],
    [NaN, 1, null],
    [Infinity, 1, null],
  ] as const)('%s with %s decimals is %s', (value, decimals, text) => {
    expect(formatNumber(value, decimals)).toBe(text)
  })
})

describe('ages', () => {
  it.each([
    [-5_000, '0 s'],
    [999, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [192_000, '3 min 12 s'],
    [12 * 60_000 + 5_000, '12 min'],
    [3_600_000, '1 h'],
    [5_400_000, '1 h 30 min'],
    [50 * 3_600_000, '2 d 2 h'],
  ])('%s ms are %s', (ms, text) => {
    expect(formatAge(ms, en.parts)).toBe(text)
  })
  it('are told in Chinese too', () => {
    expect(formatAge(192_000, zh.parts)).toBe('3 分钟 12 秒')
  })
})

interface Row {
  readonly name: string
  readonly rate: number | null
}
const columns: Column<Row>[] = [
  { id: 'name', title: 'Name', sort: ({ name }) => name, cell: ({ name }) => name },
  { id: 'rate', title: 'Rate', number: true, sort: ({ rate }) => rate, cell: ({ rate }) => rate },
  { id: 'plain', title: 'Plain', cell: () => '' },
]
const rows: Row[] = [
  { name: 'node10', rate: 3 },
  { name: 'node9', rate: null },
  { name: 'node1', rate: NaN },
  { name: 'node2', rate: 20 },
]
const sorted = (order: string) => sortRows(rows, columns, parseOrder(order, columns)).map(({ name }) => name)

describe('a table’s order', () => {
  it('puts numbers in names by value', () => expect(sorted('name')).toEqual(['node1', 'node2', 'node9', 'node10']))
  it('puts what is not known last, both ways', () => {
    expect(sorted('rate')).toEqual(['node10', 'node2', 'node9', 'node1'])
    expect(sorted('-rate')).toEqual(['node2', 'node10', 'node9', 'node1'])
  })
  it('is left as it is for a column that is not there or cannot be sorted', () => {
    for (const order of ['', 'gone', 'plain', '-']) expect(sorted(order)).toEqual(rows.map(({ name }) => name))
  })
  it('begins with the largest number and the first name, then turns', () => {
    expect(formatOrder(nextOrder(null, columns[1]!))).toBe('-rate')
    expect(formatOrder(nextOrder({ column: 'rate', down: true }, columns[1]!))).toBe('rate')
    expect(formatOrder(nextOrder({ column: 'rate', down: true }, columns[0]!))).toBe('name')
  })
})

describe('the window of a long list', () => {
  it('draws a short list whole', () => expect(visibleSpan(200, 26, -4_000, 900)).toEqual({ from: 0, to: 200 }))
  it('is as thrifty as it is told', () => {
    const thrift = { spare: 12, whole: 24 }
    expect(visibleSpan(24, 28, 0, 900, thrift)).toEqual({ from: 0, to: 24 })
    const { from, to } = visibleSpan(5_000, 28, -28_000, 900, thrift)
    expect([from <= 1_000 - 12, to >= 1_033 + 12, to - from <= 80]).toEqual([true, true, true])
  })
  it('covers what is seen, wherever it is scrolled to, and little more', () => {
    for (let top = 500; top > -110_000 * 26 - 2_000; top -= 9_999) {
      const { from, to } = visibleSpan(110_000, 26, top, 900)
      const first = Math.min(110_000, Math.max(0, Math.floor(-top / 26)))
      const last = Math.min(110_000, Math.max(0, Math.ceil((900 - top) / 26)))
      expect(from).toBeLessThanOrEqual(first)
      expect(to).toBeGreaterThanOrEqual(last)
      expect(to - from).toBeLessThanOrEqual(220)
      expect(from).toBeGreaterThanOrEqual(0)
      expect(to).toBeLessThanOrEqual(110_000)
    }
  })
})
