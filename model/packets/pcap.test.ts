import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makePcapReader, type PcapRecord, writePcap } from './pcap.ts'

const record: fc.Arbitrary<PcapRecord> = fc.record({
  atUs: fc.integer({ min: 0, max: 4_000_000_000_000_000 }),
  length: fc.nat(100_000),
  bytes: fc.uint8Array({ maxLength: 5_000 }),
})

/** All words of the headers turned round, as a machine of the other byte order writes them. */
function otherOrder(file: Uint8Array): Uint8Array {
  const turned = file.slice()
  const turn = (at: number, size: number) => turned.subarray(at, at + size).reverse()
  for (const at of [0, 8, 12, 16, 20]) turn(at, 4)
  for (const at of [4, 6]) turn(at, 2)
  for (let at = 24; at < file.length; ) {
    const captured = new DataView(file.buffer).getUint32(at + 8, true)
    for (const word of [0, 4, 8, 12]) turn(at + word, 4)
    at += 16 + captured
  }
  return turned
}

describe('makePcapReader', () => {
  it('gives back what was written, in both byte orders and however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(record, { maxLength: 5 }),
        fc.constantFrom(1, 276),
        fc.boolean(),
        fc.array(fc.nat(2_000), { maxLength: 20 }),
        (records, linkType, isTurned, cuts) => {
          const written = writePcap(linkType, records)
          const file = isTurned ? otherOrder(written) : written
          const reader = makePcapReader()
          const read: PcapRecord[] = []
          let at = 0
          for (const size of [...cuts, file.length]) {
            read.push(...reader.push(file.subarray(at, at + size)))
            at += size
          }
          expect(read).toEqual(records)
          expect(reader.linkType).toBe(linkType)
          expect(reader.wrong).toBeNull()
        },
      ),
    )
  })

  it('reads files with nanoseconds', () => {
    const file = writePcap(1, [{ atUs: 1_000_000, length: 1, bytes: Uint8Array.of(9) }])
    file.set([0x4d, 0x3c, 0xb2, 0xa1])
    new DataView(file.buffer).setUint32(28, 123_456_999, true)
    expect(makePcapReader().push(file)).toEqual([{ atUs: 1_123_456, length: 1, bytes: Uint8Array.of(9) }])
  })

  it('says in one sentence why a stream cannot be read, and reads no more of it', () => {
    const good = writePcap(1, [{ atUs: 0, length: 4, bytes: new Uint8Array(4) }])
    const notOne = makePcapReader()
    expect(notOne.push(new TextEncoder().encode('tcpdump: no such device exists'))).toEqual([])
    expect(notOne.wrong).toBe('The capture is broken: it begins with 74637064, which no pcap file does.')

    const tooLong = makePcapReader()
    const bad = new Uint8Array([...good, ...good.subarray(24)])
    new DataView(bad.buffer).setUint32(good.length + 8, 262_145, true)
    expect(tooLong.push(bad)).toHaveLength(1)
    expect(tooLong.wrong).toBe('The capture is broken: a record of 262145 bytes is more than the 262144 there can be.')
    expect(tooLong.push(good.subarray(24))).toEqual([])

    const newer = makePcapReader()
    const version3 = good.slice()
    version3[4] = 3
    newer.push(version3)
    expect(newer.wrong).toBe('The capture is in version 3 of the pcap format: only version 2 can be read.')
  })

  it('throws on nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 5 }), fc.boolean(), (pieces, hasHeader) => {
        const reader = makePcapReader()
        if (hasHeader) reader.push(writePcap(1, []))
        for (const piece of pieces) reader.push(piece)
      }),
    )
  })
})
