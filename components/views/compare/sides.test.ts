import { describe, expect, it } from 'vitest'
import { formatSide, formatTokens, parseSnapshotLink, parseTokens, type Side, sideOf } from './sides.ts'

const token = 'a-_4'.repeat(11).slice(0, 43)
const hub = 'https://hub.example/tools'

describe('a side', () => {
  it.each<[string | undefined, Side]>([
    ['live', { is: 'live' }],
    ['2025-03-14T03:05:00Z', { is: 'moment', at: Date.UTC(2025, 2, 14, 3, 5) }],
    ['2025-03-14T11:05:00+08:00', { is: 'moment', at: Date.UTC(2025, 2, 14, 3, 5) }],
    ['snapshot:aB-_9', { is: 'snapshot', id: 'aB-_9' }],
    ['file', { is: 'file' }],
    [undefined, { is: 'earlier' }],
    ['yesterday', { is: 'earlier' }],
    ['snapshot:../x', { is: 'earlier' }],
  ])('%s is %j', (text, side) => {
    expect(sideOf(text, { is: 'earlier' })).toEqual(side)
    expect(sideOf(formatSide(side), { is: 'earlier' })).toEqual(side)
  })
})

describe('a link of a snapshot', () => {
  it.each([
    [`${hub}/s/abc#${token}`, { id: 'abc', token }],
    [` ${hub}/s/abc/services/default/web?rate=packets#${token}\n`, { id: 'abc', token }],
    [`${hub}/s/abc`, null],
    [`${hub}/s/abc#${token}x`, null],
    [`https://evil.example/tools/s/abc#${token}`, null],
    [`${hub}/snapshots#${token}`, null],
    ['', null],
  ])('%s', (text, link) => {
    expect(parseSnapshotLink(text, hub)).toEqual(link)
  })
})

describe('tokens', () => {
  it('stand in the fragment by side, and nothing else does', () => {
    expect(parseTokens(formatTokens({ a: token, b: token }))).toEqual({ a: token, b: token })
    expect(parseTokens(`#b=${token}&c=${token}&a=short`)).toEqual({ b: token })
    expect(parseTokens(`#${token}`)).toEqual({})
    expect(formatTokens({})).toBe('')
  })
})
