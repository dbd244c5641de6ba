import { expect, it } from 'vitest'
import { to, toService } from '#components/url/address.ts'
import { embedPlaceOf, placeOf } from './place-of.ts'

it.each([
  [
    toService({ namespace: 'default', name: 'web' }, { sort: 'rate', lang: 'zh', theme: 'light' }),
    '/services/default/web?sort=rate',
  ],
  [to('topology', {}, { select: 'node:znode1' }), '/?select=node%3Aznode1'],
  [to('nodes', {}, { at: '2026-11-25T03:12:00Z', q: 'a' }), '/nodes?q=a'],
  [to('snapshots'), '/'],
  [{ view: 'unknown', params: { path: '/nowhere' }, options: {} }, '/'],
] as const)('a snapshot taken at %o opens there', (address, place) => {
  expect(placeOf(address)).toBe(place)
})

it.each([
  [
    toService(
      { namespace: 'default', name: 'web' },
      { vs: 'x', lang: 'zh', theme: 'light', at: '2026-11-25T03:05:00Z' },
    ),
    '/services/default/web?vs=x',
  ],
  [to('topology', {}, { select: 'node:znode1' }), '/?select=node%3Aznode1'],
  [to('compare'), null],
  [to('embedBuilder'), null],
] as const)('%o is embedded as %s', (address, place) => {
  expect(embedPlaceOf(address)).toBe(place)
})
