import { afterEach, describe, expect, it } from 'vitest'
import { to, toNode, toService } from './address.ts'
import { isOffered, offerOnly } from './offer.ts'

afterEach(() => offerOnly(null))

describe('what pages offer', () => {
  const web = toService({ namespace: 'default', name: 'web' })

  it('is every view, but in an embedded view', () => {
    for (const address of [to('topology'), web, to('snapshots'), to('embedBuilder')])
      expect(isOffered(address)).toBe(true)
  })

  it('is there what the token names, with all that lies below it', () => {
    offerOnly(['services', 'matrix'])
    for (const address of [to('services'), web, to('matrix', {}, { by: 'rate' })]) expect(isOffered(address)).toBe(true)
    for (const address of [to('topology'), toNode('znode1'), to('snapshots'), to('compare')])
      expect(isOffered(address)).toBe(false)
    expect(isOffered({ view: 'unknown', params: { path: '/services/a/b/c' }, options: {} })).toBe(true)
    offerOnly([])
    expect(isOffered(to('topology'))).toBe(false)
  })
})
