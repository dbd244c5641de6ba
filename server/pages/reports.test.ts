import { beforeEach, describe, expect, it } from 'vitest'
import { makeReports, type Reports, reportsPath } from './reports.ts'

let now: number
let lines: string[]
let reports: Reports
beforeEach(() => {
  now = 1_000_000
  lines = []
  reports = makeReports(
    () => now,
    (line) => lines.push(line),
  )
})

const newer = (over: object = {}) => ({
  type: 'csp-violation',
  age: 10,
  url: 'https://hub/services',
  body: {
    effectiveDirective: 'script-src-elem',
    blockedURL: 'https://evil.example/x.js?token=secret#secret',
    documentURL: 'https://hub/services?at=secret',
    sourceFile: 'https://hub/_next/static/a.js',
    lineNumber: 7,
    disposition: 'enforce',
    ...over,
  },
})
const older = {
  'csp-report': {
    'document-uri': 'https://hub/s/abc',
    'violated-directive': "style-src 'self'",
    'blocked-uri': 'inline',
    'source-file': '',
  },
}
const send = (body: unknown, by = '10.0.0.1') => reports.answer({ method: 'POST', path: reportsPath, body, by })?.status

describe('reports of browsers', () => {
  it('become one line each, without what stands behind a question mark, and are counted', () => {
    expect(send([newer(), newer({ blockedURL: 'eval', sourceFile: null, lineNumber: null })])).toBe(204)
    expect(send(older)).toBe(204)
    expect(lines.map((line) => JSON.parse(line.slice('policy '.length)))).toMatchObject([
      {
        by: '10.0.0.1',
        directive: 'script-src-elem',
        blocked: 'https://evil.example/x.js',
        page: 'https://hub/services',
        script: 'https://hub/_next/static/a.js',
        line: 7,
      },
      { blocked: 'eval', script: '', line: 0 },
      { directive: 'style-src', blocked: 'inline', page: 'https://hub/s/abc' },
    ])
    expect(lines.join()).not.toContain('secret')
    expect([...reports.counts()]).toEqual([
      ['script-src-elem', 2],
      ['style-src', 1],
    ])
  })

  it('of what is none are nothing, and what is made up is of no kind of its own', () => {
    for (const body of [
      undefined,
      null,
      5,
      'x',
      {},
      [],
      [null],
      { 'csp-report': 5 },
      { type: 'deprecation', body: {} },
    ])
      expect(send(body, String(Math.random()))).toBe(204)
    expect(lines).toEqual([])
    const odd = {
      effectiveDirective: 'x\ny',
      blockedURL: 'a\nb',
      documentURL: 'file:///etc/passwd',
      lineNumber: Number.POSITIVE_INFINITY,
    }
    send([newer(odd), newer({ effectiveDirective: '__proto__', blockedURL: `https://x/${'y'.repeat(5_000)}` })], 'z')
    expect([...reports.counts()]).toEqual([['other', 2]])
    expect(lines).toHaveLength(2)
    for (const line of lines) expect([line.includes('\n'), line.length < 500]).toEqual([false, true])
  })

  it('are bounded: by address, in one request, and in the log', () => {
    expect(send(Array.from({ length: 1_000 }, () => newer()))).toBe(204)
    expect([reports.counts().get('script-src-elem'), lines.length]).toEqual([20, 10])
    for (let at = 1; at < 20; at++) send(older)
    expect([send(older), send(older, '10.0.0.2'), lines.length]).toEqual([429, 204, 10])
    now += 60_000
    expect([send(older), lines.length]).toEqual([204, 11])
  })
})
