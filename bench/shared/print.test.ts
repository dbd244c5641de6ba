import { expect, it } from 'vitest'
import { formatBytes, formatTable } from './print.ts'

it('aligns the first column to the left and figures to the right', () => {
  expect(formatTable([['', 'hub', 'peer'], ['CPU', '3 %', '10 %'], ['a heading alone']])).toBe(
    '                 hub  peer\nCPU              3 %  10 %\na heading alone',
  )
})

it.each([
  [812, '812 B'],
  [3_449, '3.4 kB'],
  [12_060_000, '12.1 MB'],
  [Number.NaN, '-'],
])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))
