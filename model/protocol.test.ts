import { describe, expect, it } from 'vitest'
import { snapshot } from './diff.ts'
import { shopCluster } from './fixtures/shop.ts'
import { makeNodeName } from './ids.ts'
import {
  makeFrame,
  makeLook,
  makeLooked,
  makeRefusal,
  parseAnswer,
  parseFrame,
  parseLook,
  parseLookAnswer,
} from './protocol.ts'
import { anyFlow, makeScopeKey, mostScopes, overview, type Scope } from './scope.ts'
import { serviceThing } from './thing.ts'

const overTheWire = (message: unknown): unknown => JSON.parse(JSON.stringify(message))

const scopes: readonly Scope[] = [
  overview,
  { is: 'thing', thing: 'service:shop/web' },
  { is: 'node', node: makeNodeName('a') },
  { is: 'flows', filter: { ...anyFlow, node: 'a' } },
]

describe('what a browser says', () => {
  it('arrives as it was said', () => {
    expect(parseLook(overTheWire(makeLook(scopes)))).toEqual(makeLook(scopes))
  })

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['no list', { scopes: overview }],
    ['a scope nobody knows', { scopes: [{ is: 'all' }] }],
    ['a thing nobody knows', { scopes: [{ is: 'thing', thing: 'pods' }] }],
    ['a filter with a part too much', { scopes: [{ is: 'flows', filter: { ...anyFlow, more: '' } }] }],
    ['a name without end', { scopes: [{ is: 'node', node: 'x'.repeat(10_000) }] }],
    ['too many scopes', { scopes: Array.from({ length: mostScopes + 1 }, () => overview) }],
  ])('%s is not understood', (_name, value) => {
    expect(parseLook(value)).toBeNull()
  })

  it('every scope has a key of its own', () => {
    const others: readonly Scope[] = [
      { is: 'thing', thing: serviceThing('shop/web2' as never) },
      { is: 'flows', filter: { ...anyFlow, client: 'a' } },
    ]
    const keys = [...scopes, ...others].map(makeScopeKey)
    expect(new Set(keys).size).toBe(keys.length)
  })
})

describe('what the hub says', () => {
  it('a frame arrives as it was sent', () => {
    const frame = makeFrame('e', 'overview', 0, 1, snapshot(shopCluster()))
    expect(parseFrame(overTheWire(frame))).toEqual(overTheWire(frame))
  })

  it.each<[string, object]>([
    ['without a scope', { scope: undefined }],
    ['with a packed delta', { delta: new Uint8Array(3) }],
    ['with nodes that are no delta', { delta: { at: 1, nodes: { set: 'all' } } }],
    ['with tables spliced by words', { delta: { at: 1, tables: { set: [['a', null, 'b']] } } }],
    ['with sums without kind', { delta: { at: 1, sums: {} } }],
  ])('a frame %s is none', (_name, change) => {
    expect(parseFrame({ ...makeFrame('e', 'overview', 0, 1, { at: 1 }), ...change })).toBeNull()
  })

  it('answers to hello and to look are told apart', () => {
    expect(parseLookAnswer(makeLooked())).toEqual(makeLooked())
    expect(parseAnswer(makeLooked())).toBeNull()
    for (const parse of [parseAnswer, parseLookAnswer]) expect(parse(makeRefusal('busy'))).toEqual(makeRefusal('busy'))
  })
})
