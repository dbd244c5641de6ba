import { describe, expect, it } from 'vitest'
import { isScraper, knowScraper } from './scraper.ts'

const token = 'x'.repeat(32)
const asking = (authorization?: string) => ({
  headers: authorization === undefined ? {} : { authorization },
  peer: { address: '10.0.0.1', isOnUnixSocket: false, certificate: null },
})

describe('the token of who collects metrics', () => {
  it('opens metrics, to look', () => {
    const { principal } = knowScraper(token)('/metrics', asking(`Bearer ${token}`))!
    expect(principal.roles).toEqual(['view'])
    expect(isScraper(principal)).toBe(true)
    expect(isScraper({ ...principal })).toBe(false)
  })
  it.each([
    ['/api/v1/cluster', `Bearer ${token}`],
    ['/metrics/', `Bearer ${token}`],
    ['/metrics', `Bearer ${token}y`],
    ['/metrics', `Basic ${token}`],
    ['/metrics', undefined],
  ])('opens nothing at %s with %s', (path, header) => {
    expect(knowScraper(token)(path, asking(header))).toBeNull()
  })
  it('is nobody’s where there is none', () => {
    expect(knowScraper('')('/metrics', asking('Bearer '))).toBeNull()
    expect(knowScraper('')('/metrics', asking())).toBeNull()
  })
})
