import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Address, carryOptions, formatAddress, parseAddress, to, toService, withOptions } from './address.ts'
import { routes, type ViewId } from './routes.ts'

const parse = (text: string) => {
  const [path, search = ''] = text.split('?', 2)
  return parseAddress(path!, search)
}

/** A name a URL can carry as one segment: browsers resolve `.` and `..` before anybody sees them. */
const name = fc
  .string({ minLength: 1, unit: 'grapheme' })
  .filter((text) => text !== '.' && text !== '..' && text.isWellFormed())
const address: fc.Arbitrary<Address> = fc
  .record({
    view: fc.constantFrom(...(Object.keys(routes) as ViewId[])),
    names: fc.tuple(name, name),
    options: fc.dictionary(name, name, { maxKeys: 4, noNullPrototype: true }),
  })
  .map(({ view, names, options }) => {
    const wanted = routes[view].split('/').filter((segment) => segment.startsWith(':'))
    return {
      view,
      params: Object.fromEntries(wanted.map((segment, index) => [segment.slice(1), names[index]!])),
      options,
    }
  })

describe('an address', () => {
  it('comes back from its text as it was', () => {
    fc.assert(
      fc.property(address, (one) => {
        expect(parse(formatAddress(one))).toEqual(one)
      }),
    )
  })

  it('is the same text whatever the order of its options', () => {
    expect(formatAddress(to('services', {}, { q: 'a', ns: 'b' }))).toBe(
      formatAddress(to('services', {}, { ns: 'b', q: 'a' })),
    )
  })

  it.each([
    ['/', 'topology', {}],
    ['/services/', 'services', {}],
    ['/services/default/web', 'service', { namespace: 'default', name: 'web' }],
    ['/nodes/%E8%8A%82%E7%82%B9', 'node', { name: '节点' }],
    ['/services/a%2Fb/%3Cscript%3E', 'service', { namespace: 'a/b', name: '<script>' }],
    ['/services/only-one', 'unknown', { path: '/services/only-one' }],
    ['/nodes/%', 'unknown', { path: '/nodes/%' }],
    ['/flows', 'flows', {}],
    ['/nowhere', 'unknown', { path: '/nowhere' }],
  ])('%s is %s', (path, view, params) => {
    expect(parseAddress(path, '')).toEqual({ view, params, options: {} })
  })

  it('leaves out options without a value', () => {
    const one = toService({ namespace: 'default', name: 'web' }, { vs: 'x', select: '' })
    expect(formatAddress(one)).toBe('/services/default/web?vs=x')
    expect(formatAddress(withOptions(one, { vs: '' }))).toBe('/services/default/web')
    expect(parseAddress('/', '?q=&ns=a').options).toEqual({ ns: 'a' })
  })

  it('takes language and theme along, and nothing else, unless told otherwise', () => {
    const here = to('services', {}, { lang: 'zh', theme: 'light', q: 'web' })
    expect(carryOptions(here, to('nodes')).options).toEqual({ lang: 'zh', theme: 'light' })
    expect(formatAddress(carryOptions(here, to('nodes', {}, { lang: '' })))).toBe('/nodes?theme=light')
  })
})
