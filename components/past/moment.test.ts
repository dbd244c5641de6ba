import { describe, expect, it } from 'vitest'
import { carryOptions, formatAddress, parseAddress, to, toNode } from '#components/url/address.ts'
import { momentOf, withMoment } from './moment.ts'

const at = Date.UTC(2026, 10, 25, 3, 12)

describe('a moment in the address', () => {
  it('comes back as it was, to the second', () => {
    const address = withMoment(to('topology'), at + 400)
    expect(formatAddress(address)).toBe('/?at=2026-11-25T03%3A12%3A00Z')
    expect(momentOf(address)).toBe(at)
  })
  it('goes along from view to view, until somebody goes back to live', () => {
    const here = parseAddress('/', '?at=2026-11-25T03:12:00Z&q=web')
    expect(momentOf(carryOptions(here, toNode('znode1')))).toBe(at)
    expect(formatAddress(carryOptions(here, withMoment(here, null)))).toBe('/?q=web')
  })
  it.each(['', 'yesterday', '2026-11-25', '2026-13-45T99:00:00Z', '1764000000000'])('is none in %j', (text) => {
    expect(momentOf(to('topology', {}, { at: text }))).toBeNull()
  })
})
