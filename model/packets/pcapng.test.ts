import { describe, expect, it } from 'vitest'
import { writePcapng } from './pcapng.ts'

interface Block {
  readonly type: number
  readonly body: DataView
}

/** Blocks one behind the other, each with its length at both ends. */
function blocksOf(file: Uint8Array): Block[] {
  const view = new DataView(file.buffer)
  const blocks: Block[] = []
  for (let at = 0; at < file.length; ) {
    const length = view.getUint32(at + 4, true)
    expect(length % 4).toBe(0)
    expect(view.getUint32(at + length - 4, true)).toBe(length)
    blocks.push({ type: view.getUint32(at, true), body: new DataView(file.buffer, at + 8, length - 12) })
    at += length
  }
  return blocks
}

function optionsOf(body: DataView, start: number): [code: number, value: Uint8Array][] {
  const options: [number, Uint8Array][] = []
  for (let at = start; at < body.byteLength; ) {
    const [code, length] = [body.getUint16(at, true), body.getUint16(at + 2, true)]
    if (code === 0) expect(at + 4).toBe(body.byteLength)
    else options.push([code, new Uint8Array(body.buffer, body.byteOffset + at + 4, length)])
    at += 4 + ((length + 3) & ~3)
  }
  return options
}

const textOf = (bytes: Uint8Array) => new TextDecoder('utf-8', { fatal: true }).decode(bytes)

describe('writePcapng', () => {
  const atUs = 1_764_000_000_123_456
  const hops = [
    { name: 'zmaster0 tunl0', linkType: 101 },
    { name: 'znode2 cali1', linkType: 1 },
  ]
  const packets = [
    { hop: 1, atUs, length: 1_500, bytes: Uint8Array.of(1, 2, 3, 4, 5), direction: 'out', comments: ['a', '包'] },
    { hop: 0, atUs: atUs + 1, length: 4, bytes: Uint8Array.of(1, 2, 3, 4), direction: null, comments: [] },
  ] as const
  const [section, first, second, one, two, ...more] = blocksOf(writePcapng(hops, packets))

  it('begins with a section, then an interface for each hop', () => {
    expect(section).toMatchObject({ type: 0x0a0d0d0a })
    expect(section!.body.getUint32(0, true)).toBe(0x1a2b3c4d)
    for (const [place, { type, body }] of [first!, second!].entries()) {
      expect(type).toBe(1)
      expect(body.getUint16(0, true)).toBe(hops[place]!.linkType)
      const [name, resolution] = optionsOf(body, 8)
      expect([name![0], textOf(name![1])]).toEqual([2, hops[place]!.name])
      expect(resolution).toEqual([9, Uint8Array.of(6)])
    }
    expect(more).toEqual([])
  })

  it('has time, lengths, bytes, direction and comments of each packet', () => {
    for (const [place, { type, body }] of [one!, two!].entries()) {
      const packet = packets[place]!
      expect(type).toBe(6)
      expect(body.getUint32(0, true)).toBe(packet.hop)
      expect(body.getUint32(4, true) * 2 ** 32 + body.getUint32(8, true)).toBe(packet.atUs)
      expect(body.getUint32(12, true)).toBe(packet.bytes.length)
      expect(body.getUint32(16, true)).toBe(packet.length)
      expect(new Uint8Array(body.buffer, body.byteOffset + 20, packet.bytes.length)).toEqual(packet.bytes)
    }
    const [flags, ...comments] = optionsOf(one!.body, 28)
    expect(flags).toEqual([2, Uint8Array.of(2, 0, 0, 0)])
    expect(comments.map(([code, value]) => [code, textOf(value)])).toEqual([
      [1, 'a'],
      [1, '包'],
    ])
    expect(optionsOf(two!.body, 24)).toEqual([])
  })

  it('cuts a long comment between letters', () => {
    const file = writePcapng(hops, [{ ...packets[1], comments: [`x${'包'.repeat(2_000)}`] }])
    const [[, value]] = optionsOf(blocksOf(file)[3]!.body, 24) as [[number, Uint8Array]]
    expect(textOf(value)).toBe(`x${'包'.repeat(1_365)}`)
  })
})
