import { describe, expect, it } from 'vitest'
import { to, toService } from './address.ts'
import { formatBar, isSame, isToken, type Place, parseBar } from './place.ts'

const token = `#${'aZ-_9'.repeat(8)}abc`
const web = toService({ namespace: 'default', name: 'web' }, { rate: 'packets' })
const bar = (text: string) => {
  const [, path = '', search = '', fragment = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/.exec(text) ?? []
  return { path, search, fragment }
}

describe('a place in the address bar', () => {
  const places: readonly [Place, string][] = [
    [{ is: 'hub' }, '/services/default/web?rate=packets'],
    [{ is: 'link', id: 'a_B-1' }, `/s/a_B-1/services/default/web?rate=packets${token}`],
    [{ is: 'file' }, '/open/services/default/web?rate=packets'],
    [{ is: 'page' }, '#/services/default/web?rate=packets'],
  ]

  it.each(places)('%o is where its addresses say', (place, text) => {
    expect(formatBar(place, web, place.is === 'link' ? token : '')).toBe(text)
    expect(parseBar(bar(text), place.is === 'page')).toEqual({ place, address: web })
  })

  it.each([
    ['/s/abc', { is: 'link', id: 'abc' }],
    ['/s/abc/', { is: 'link', id: 'abc' }],
    ['/open', { is: 'file' }],
    ['/embed', { is: 'embed' }],
    ['/', { is: 'hub' }],
  ] as const)('%s is its topology', (text, place) => {
    expect(parseBar(bar(text), false)).toEqual({ place, address: to('topology') })
  })

  it.each(['/s', '/s/', '/s/a.b', '/s/%3Cscript%3E/services', '/opened', '/services'])(
    '%s is the hub’s own',
    (text) => {
      expect(parseBar(bar(text), false).place).toEqual({ is: 'hub' })
    },
  )

  it.each(['', '#', '#main'])('a page that is one file opens at its topology by "%s"', (fragment) => {
    expect(parseBar({ path: '/tmp/a.html', search: '', fragment }, true).address).toEqual(to('topology'))
  })

  it('hands on a key and no other fragment', () => {
    const link: Place = { is: 'link', id: 'abc' }
    expect(formatBar(link, to('nodes'), '#main')).toBe('/s/abc/nodes')
    expect(formatBar({ is: 'hub' }, to('nodes'), token)).toBe('/nodes')
    expect(isToken(token)).toBe(true)
    expect(isToken(`${token}a`)).toBe(false)
  })

  it('is the same for the same snapshot', () => {
    expect(isSame({ is: 'link', id: 'a' }, { is: 'link', id: 'a' })).toBe(true)
    expect(isSame({ is: 'link', id: 'a' }, { is: 'link', id: 'b' })).toBe(false)
    expect(isSame({ is: 'hub' }, { is: 'page' })).toBe(false)
  })
})
