import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packetWith } from '../fixtures/packets.ts'
import { buildUdp } from './build.ts'
import { buildDns } from './build-dns.ts'
import { decodePacket } from './decode.ts'
import { asCooked2, asEthernet } from './enclose.ts'
import { linkTypes } from './link.ts'
import { trimToHeaders } from './trim.ts'

const secret = 'cookie=5EcReT'
/** Long enough that a cut leaves it whole in many packets, and in every place of them. */
const payload = new TextEncoder().encode(secret.repeat(4))
const latin1 = new TextDecoder('latin1')
/** The smallest part of the secret that would be told. */
const hasSecret = (bytes: Uint8Array) => /cook|ooki|okie|5EcR|EcRe|cReT/.test(latin1.decode(bytes))

describe('trimToHeaders', () => {
  it('keeps nothing of a payload, whatever is around it and wherever it was cut', () => {
    let told = 0
    fc.assert(
      fc.property(packetWith(payload), fc.nat(300), ({ bytes, linkType }, cut) => {
        const captured = bytes.subarray(0, cut)
        if (hasSecret(captured)) told++
        expect(hasSecret(trimToHeaders(captured, linkType))).toBe(false)
      }),
      { numRuns: 2_000 },
    )
    expect(told).toBeGreaterThan(700)
  })

  it('changes nothing a decoder says, whatever was cut', () => {
    fc.assert(
      fc.property(packetWith(payload), fc.nat(300), ({ bytes, linkType }, cut) => {
        const captured = bytes.subarray(0, cut)
        const trimmed = trimToHeaders(captured, linkType)
        const record = { atUs: 1, length: bytes.length, bytes: captured }
        const whole = decodePacket(record, linkType)
        expect(decodePacket({ ...record, bytes: trimmed }, linkType)).toEqual(
          whole && { ...whole, captured: trimmed.length },
        )
      }),
    )
  })

  it('keeps the question of DNS and not its answers', () => {
    const question = buildDns({ id: 1, name: 'web.default', type: 1, isResponse: true })
    const message = new Uint8Array([...question, ...payload])
    const ends = { source: '10.0.0.1', sourcePort: 53, destination: '10.0.0.2', destinationPort: 999 }
    const packet = buildUdp({ ...ends, payload: message })
    expect(trimToHeaders(packet, linkTypes.raw).length).toBe(28 + question.length)
  })

  it('keeps of what is no IP the link header at most, and nothing of an unknown link type', () => {
    const arp = asEthernet(payload)
    arp.set([0x08, 0x06], 12)
    expect(trimToHeaders(arp, linkTypes.ethernet).length).toBe(14)
    const cooked = asCooked2(payload, { deviceIndex: 1, direction: 'in' })
    cooked.set([0x08, 0x06], 0)
    expect(trimToHeaders(cooked, linkTypes.cooked2).length).toBe(20)
    expect(trimToHeaders(payload, 147).length).toBe(0)
    expect(trimToHeaders(asEthernet(payload), linkTypes.raw).length).toBe(0)
  })
})
