import { expect, it } from 'vitest'
import { to, toService } from '#components/url/address.ts'
import { addressOf } from './address-of.ts'

it.each([
  ['/services/default/web?sort=rate&lang=zh', toService({ namespace: 'default', name: 'web' }, { sort: 'rate' })],
  ['/', to('topology')],
  ['/?select=service%3Adefault%2Fweb&q=a%3Fb', to('topology', {}, { select: 'service:default/web', q: 'a?b' })],
])('%s is the address it says, in the reader’s own language', (text, address) => {
  expect(addressOf(text)).toEqual(address)
})
