import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeFrame } from '#model/protocol.ts'
import { Decoder, decode, Encoder } from './wire.ts'

const encoder = new Encoder()

describe('packets to a browser', () => {
  it.each<[object, string]>([
    [{ type: 0, nsp: '/', data: { sid: 'a' } }, '0{"sid":"a"}'],
    [{ type: 1, nsp: '/' }, '1'],
    [{ type: 2, nsp: '/', id: 7, data: ['notice', { is: 'closing' }] }, '27["notice",{"is":"closing"}]'],
    [{ type: 3, nsp: '/', id: 0, data: [] }, '30[]'],
    [{ type: 4, nsp: '/other', data: { message: 'no' } }, '4/other,{"message":"no"}'],
  ])('%o', (packet, text) => {
    expect(encoder.encode(packet as never)).toEqual([text])
  })

  it('a frame reads the same as if it were written whole, and its delta is written once', () => {
    let written = 0
    const toJSON = () => {
      written++
      return { at: 1, name: 'a "b"' }
    }
    const delta = { at: 1, name: 'a "b"', toJSON }
    const texts = [3, 4].map((from) => {
      const frame = makeFrame('e', 'overview', from, 9, delta)
      return encoder.encode({ type: 2, nsp: '/', id: from, data: ['frame', frame] })[0]
    })
    expect(texts).toEqual(
      [3, 4].map(
        (from) =>
          `2${from}["frame",{"epoch":"e","scope":"overview","from":${from},"to":9,"delta":{"at":1,"name":"a \\"b\\""}}]`,
      ),
    )
    expect(written).toBe(1)
  })

  it('a packed frame is an event with one attachment', () => {
    const delta = Uint8Array.from([31, 139, 8])
    const frame = { epoch: 'e', scope: 'node "a"', from: 0, to: 1, delta }
    expect(encoder.encode({ type: 2, nsp: '/', id: 12, data: ['frame', frame] })).toEqual([
      '51-12["frame",{"epoch":"e","scope":"node \\"a\\"","from":0,"to":1,"delta":{"_placeholder":true,"num":0}}]',
      delta,
    ])
  })
})

describe('packets from a browser', () => {
  it.each<[string, object]>([
    ['0', { type: 0, nsp: '/' }],
    ['0{"token":"x"}', { type: 0, nsp: '/', data: { token: 'x' } }],
    ['1', { type: 1, nsp: '/' }],
    ['20["hello",{"version":1}]', { type: 2, nsp: '/', id: 0, data: ['hello', { version: 1 }] }],
    ['312[]', { type: 3, nsp: '/', id: 12, data: [] }],
  ])('%s', (text, packet) => {
    expect(decode(text)).toEqual(packet)
  })

  it.each([
    '',
    '2',
    '2{}',
    '2[]',
    '2[1]',
    '2["disconnect"]',
    '2["hello"',
    '3{}',
    '1[]',
    '0[]',
    '0null',
    '0/other,',
    '2/other,["hello"]',
    '4{"message":"x"}',
    '51-["hello",{"_placeholder":true,"num":0}]',
    '61-[]',
    '29999999999999999["hello"]',
    '7',
  ])('“%s” is none', (text) => {
    expect(decode(text)).toBeNull()
  })

  it('bytes are none', () => {
    expect(() => new Decoder().add(Buffer.from('0'))).toThrow('not a packet')
  })

  it('any text is a packet of ours or none, never a fault', () => {
    const nearly = fc.tuple(fc.stringMatching(/^[0-7]\d{0,3}$/), fc.json()).map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.oneof(fc.string(), nearly), (text) => {
        const packet = decode(text)
        if (packet !== null) expect(decode(encoder.encode(packet)[0])).toEqual(packet)
      }),
      { numRuns: 2_000 },
    )
  })
})
