import fc from 'fast-check'
import { expect, it } from 'vitest'
import { makeSharer } from './share.ts'

it('changes nothing that can be told apart', () => {
  const share = makeSharer(3)
  fc.assert(
    fc.property(fc.json(), (json) => {
      expect(share(JSON.parse(json))).toEqual(JSON.parse(json))
    }),
  )
})
