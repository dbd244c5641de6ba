import { describe, expect, it } from 'vitest'
import { latencyDecimals, latencyMarks, latencyShare } from './latency.ts'

describe('the scale of times', () => {
  it('is logarithmic, and holds every time there can be', () => {
    expect([0, 0.1, 1, 10, 1_000, 100_000, 1e9].map(latencyShare)).toEqual([0, 0, 1, 2, 4, 6, 6].map((n) => n / 6))
  })
  it('has its marks in order, with the steps among them', () => {
    const places = latencyMarks.map(latencyShare)
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(latencyMarks).toEqual(expect.arrayContaining([1_000, 3_000, 63_000]))
  })
  it('is read with about three digits', () => {
    expect([0.64, 9.99, 12.4, 99, 100, 3_011].map(latencyDecimals)).toEqual([2, 2, 1, 1, 0, 0])
  })
})
