import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeRandom } from '#server/demo/random.ts'
import { mutatePacket } from '../fixtures/mutate-packet.ts'
import { packetWith, samplePackets } from '../fixtures/packets.ts'
import { buildTcp, buildUdp, inIp } from './build.ts'
import { decodePacket } from './decode.ts'
import { asCooked2, asEthernet, inIpip } from './enclose.ts'
import { linkTypes } from './link.ts'
import { trimToHeaders } from './trim.ts'

const decode = (bytes: Uint8Array, linkType: number = linkTypes.raw, length = bytes.length) =>
  decodePacket({ atUs: 1, length, bytes }, linkType)
const between = { source: '10.0.0.1', destination: '10.0.0.2', sourcePort: 1, destinationPort: 2 }
const tcp = buildTcp({ ...between, sequence: 7, flags: { ack: true }, payload: new Uint8Array(10) })

describe('decodePacket', () => {
  it('says of a built packet what it was built from', () => {
    fc.assert(
      fc.property(packetWith(new TextEncoder().encode('a payload of no meaning')), ({ bytes, linkType, expected }) => {
        const packet = decode(bytes, linkType)!
        expect({
          deviceIndex: packet.deviceIndex,
          direction: packet.direction,
          transport: packet.transport,
          ends: [packet.ip.source, packet.ip.destination],
          outer: packet.outer && {
            ends: [packet.outer.ip.source, packet.outer.ip.destination],
            tunnel: packet.outer.tunnel,
          },
        }).toEqual(expected)
      }),
    )
  })

  it('is silent on what is no IP', () => {
    const arp = asEthernet(tcp)
    arp.set([0x08, 0x06], 12)
    expect(decode(arp, linkTypes.ethernet)).toBeNull()
    expect(decode(new Uint8Array([0x50, ...tcp.slice(1)]))).toBeNull()
    expect(decode(tcp, 147)).toBeNull()
  })

  it('reads past the options of IPv4 and the extension headers of IPv6', () => {
    const withOptions = new Uint8Array([0x46, ...tcp.slice(1, 20), 1, 1, 1, 0, ...tcp.slice(20)])
    withOptions[3]! += 4
    expect(decode(withOptions)?.transport).toMatchObject({ is: 'tcp', sequence: 7, payload: 10 })
    const segment = tcp.slice(20)
    const hopByHop = [43, 0, 1, 4, 0, 0, 0, 0]
    const routing = [60, 1, ...Array<number>(14).fill(0)]
    const destination = [6, 0, 1, 4, 0, 0, 0, 0]
    const inside = new Uint8Array([...hopByHop, ...routing, ...destination, ...segment])
    const extended = inIp({ source: 'fd00::1', destination: 'fd00::2' }, 0, inside)
    expect(decode(extended)).toMatchObject({ ip: { protocol: 6 }, transport: { is: 'tcp', payload: 10 } })
  })

  it('knows fragments', () => {
    const first = tcp.slice()
    first[6] = 0x20
    expect(decode(first)).toMatchObject({ ip: { fragment: { offset: 0, isLast: false } }, transport: { is: 'tcp' } })
    const last = tcp.slice()
    last.set([0, 185], 6)
    expect(decode(last)).toMatchObject({
      ip: { fragment: { offset: 1_480, isLast: true } },
      transport: { is: 'other', why: 'fragment' },
      headerBytes: 20,
    })
    const inside = new Uint8Array([6, 0, 0x05, 0xc9, 0, 0, 0, 9, ...tcp.slice(20)])
    const later6 = decode(inIp({ source: 'fd00::1', destination: 'fd00::2' }, 44, inside))
    expect(later6).toMatchObject({
      ip: { protocol: 6, fragment: { offset: 1_480, isLast: false } },
      transport: { is: 'other', why: 'fragment' },
      headerBytes: 48,
    })
  })

  it('takes the length of a packet that offload has not given one from the record', () => {
    const large = tcp.slice(0, 40)
    large.set([0, 0], 2)
    const packet = decode(asEthernet(large), linkTypes.ethernet, 14 + 40 + 60_000)
    expect(packet).toMatchObject({ ip: { length: null }, transport: { payload: 60_000 } })
  })

  it('does not take the padding of a frame for payload', () => {
    const short = buildTcp({ ...between, sequence: 7, flags: { rst: true } })
    const padded = new Uint8Array([...asEthernet(short), 1, 2, 3, 4, 5, 6])
    expect(decode(padded, linkTypes.ethernet)?.transport).toMatchObject({ payload: 0 })
  })

  it('says where a header was cut', () => {
    for (let kept = 20; kept < 40; kept++)
      expect(decode(tcp.slice(0, kept), linkTypes.raw, tcp.length)).toMatchObject({
        transport: { is: 'other', why: 'cut' },
        headerBytes: 20,
      })
    const tunnelled = inIpip(tcp, { source: '192.168.0.1', destination: '192.168.0.2' })
    expect(decode(tunnelled.slice(0, 39))).toMatchObject({
      outer: null,
      ip: { protocol: 4 },
      transport: { is: 'other', why: 'cut' },
    })
  })

  it('looks into two tunnels and no further', () => {
    const nest = (times: number): Uint8Array =>
      times === 0 ? tcp : inIpip(nest(times - 1), { source: `10.1.0.${times}`, destination: '10.2.0.1' })
    expect(decode(nest(2))).toMatchObject({ outer: { ip: { source: '10.1.0.2' } }, transport: { is: 'tcp' } })
    expect(decode(nest(3))).toMatchObject({ ip: { source: '10.1.0.1' }, transport: { is: 'other', why: 'cut' } })
  })

  it('reads a name of labels, and no other', () => {
    const header = [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    const ask = (...name: number[]) => {
      const payload = new Uint8Array([...header, ...name, 0, 1, 0, 1])
      const packet = decode(buildUdp({ ...between, destinationPort: 53, payload }))
      return packet?.transport.is === 'udp' ? packet.transport.dns?.name : undefined
    }
    expect(ask(1, 0x41, 0)).toBe('a')
    expect(ask(0)).toBe('.')
    expect(ask(2, 0x2e, 0x07, 0)).toBe('\\.\\007')
    const long = Array.from({ length: 126 }, () => [1, 0x61]).flat()
    expect(ask(...long, 1, 0x61, 0)).toHaveLength(253)
    expect(ask(...long, 2, 0x61, 0x61, 0)).toBeNull()
    expect(ask(1, 0x62, 192, 12)).toBeNull()
    expect(ask(64, 0)).toBeNull()
  })

  it('never throws on damaged packets, and what is trimmed of them says the same', () => {
    const random = makeRandom('packets').whole
    const seeds = samplePackets(500)
    const changed: string[] = []
    for (let round = 0; round < 20_000; round++) {
      const { bytes, linkType } = seeds[round % seeds.length]!
      const mutated = mutatePacket(bytes, random)
      const whole = decode(mutated, linkType, 200)
      const trimmed = trimToHeaders(mutated, linkType)
      const again = decode(trimmed, linkType, 200)
      const isSame = isDeepStrictEqual(again, whole && { ...whole, captured: trimmed.length })
      if (!isSame) changed.push(`link type ${linkType}: ${Buffer.from(mutated).toString('hex')}`)
    }
    expect(changed).toEqual([])
  })

  it('tells the direction of a cooked packet by its type', () => {
    const types = ['in', 'in', 'in', 'other', 'out', null]
    const cooked = asCooked2(tcp, { deviceIndex: 5, direction: 'in' })
    for (const [type, direction] of types.entries()) {
      cooked[10] = type
      expect(decode(cooked, linkTypes.cooked2)).toMatchObject({ deviceIndex: 5, direction })
    }
  })
})
