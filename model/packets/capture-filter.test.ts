import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CaptureFilter, captureLimits, parseCaptureQuestion } from '../capture/question.ts'
import { buildIcmp, buildTcp, buildUdp } from './build.ts'
import { formatCaptureFilter } from './capture-filter.ts'
import { decodePacket } from './decode.ts'
import { asCooked2, inIpip, inVxlan } from './enclose.ts'
import { linkTypes } from './link.ts'
import { endsOf, type Packet } from './packet.ts'
import { makePcapReader, writePcap } from './pcap.ts'

const address = fc.oneof(fc.ipV4(), fc.ipV6())
const port = fc.nat(65_535)
const filters = fc
  .record({
    ends: fc.array(
      fc.record({ protocol: fc.constantFrom('TCP', 'UDP', 'SCTP'), address, port: fc.option(port, { nil: null }) }),
      { minLength: 1, maxLength: 6 },
    ),
    peers: fc.array(address, { maxLength: 4 }),
    tunnels: fc.array(fc.oneof(fc.constant({ is: 'ipip' }), fc.record({ is: fc.constant('vxlan'), port })), {
      maxLength: 4,
    }),
    errors: fc.boolean(),
  })
  .map((filter) => {
    const parsed = parseCaptureQuestion({ filter })
    if (!parsed.ok) throw new Error('A filter was made that no question may hold.')
    return parsed.value.filter
  })

const hasTcpdump = spawnSync('tcpdump', ['--version']).status === 0
/** Null when tcpdump takes it, else what it says. */
const refusal = (text: string) => {
  const { status, stderr } = spawnSync('tcpdump', ['-y', 'LINUX_SLL2', '-d', text], { encoding: 'utf8' })
  return status === 0 ? null : stderr
}
const make = (filter: Partial<CaptureFilter>): CaptureFilter => ({
  ends: [{ protocol: 'TCP', address: '10.104.197.218', port: 80 }],
  peers: [],
  tunnels: [],
  errors: false,
  ...filter,
})

describe('formatCaptureFilter', () => {
  it('reads as a person would write it', () => {
    expect(formatCaptureFilter(make({}))).toBe(
      '(ip proto 6 and ((ip src host 10.104.197.218 and src port 80) or (ip dst host 10.104.197.218 and dst port 80)))',
    )
  })

  it('holds nothing but fixed words and numbers', () => {
    const words = /\b(?:and|or|ip6?|icmp|proto|src|dst|host|port)\b/g
    fc.assert(
      fc.property(filters, (filter) => {
        const rest = formatCaptureFilter(filter).replace(words, '')
        expect(rest).toMatch(/^[0-9a-f.:[\]()&<= ]*$/)
      }),
    )
  })

  it('stays short enough for an argument', () => {
    const address = (number: number) => `2001:db8:ffff:ffff:ffff:ffff:ffff:${number.toString(16)}`
    const numbers = Array.from({ length: captureLimits.ends }, (_, number) => number)
    const largest = make({
      ends: numbers.map((number) => ({ protocol: 'TCP', address: address(number), port: 40_000 + number })),
      peers: numbers.map((number) => address(number + 1_000)),
      tunnels: [{ is: 'ipip' }, { is: 'vxlan', port: 4_789 }],
      errors: true,
    })
    expect(formatCaptureFilter(largest).length).toBeLessThan(1 << 17)
  })

  it.skipIf(!hasTcpdump)('is what tcpdump takes, whatever is asked', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(filters, (filter) => {
        expect(refusal(formatCaptureFilter(filter))).toBeNull()
      }),
      { numRuns: 50 },
    )
  })

  it.skipIf(!hasTcpdump)('matches nothing where no peer is of the family of an end', () => {
    expect(refusal(formatCaptureFilter(make({ peers: ['fd00::1'] })))).toBeNull()
  })

  it.skipIf(!hasTcpdump)('lets pass what it asks for and nothing else, in tunnels too', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fewFilters, fc.array(fewPackets, { minLength: 20, maxLength: 60 }), (filter, packets) => {
        const records = packets.map((packet, number) => {
          const bytes = asCooked2(packet, { deviceIndex: 1, direction: 'in' })
          return { atUs: number, length: bytes.length, bytes }
        })
        const wanted = records.filter((record) => isWanted(filter, decodePacket(record, linkTypes.cooked2)!))
        const words = ['-r', '-', '-w', '-', formatCaptureFilter(filter)]
        const { stdout } = spawnSync('tcpdump', words, { input: writePcap(linkTypes.cooked2, records) })
        expect(makePcapReader().push(stdout)).toEqual(wanted)
      }),
      { numRuns: 60 },
    )
  })
})

const few4 = fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.3')
const few6 = fc.constantFrom('fd00::1', 'fd00::2', 'fd00::1:0:0:1')
const fewPorts = fc.constantFrom(80, 81)
const pairOf = fc.oneof(fc.tuple(few4, few4), fc.tuple(few6, few6))

/** Of addresses and ports so few that many match. */
const fewFilters: fc.Arbitrary<CaptureFilter> = fc.record({
  ends: fc.array(
    fc.record({
      protocol: fc.constantFrom('TCP', 'UDP'),
      address: fc.oneof(few4, few6),
      port: fc.option(fewPorts, { nil: null }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  peers: fc.array(fc.oneof(few4, few6), { maxLength: 3 }),
  tunnels: fc.subarray([{ is: 'ipip' } as const, { is: 'vxlan', port: 4_789 } as const]),
  errors: fc.boolean(),
})

const fewPackets = fc
  .record({
    pair: pairOf,
    /** Of other hosts: the outer header of VXLAN is UDP too. */
    around: fc.option(fc.constantFrom(['192.168.0.1', '192.168.0.2'], ['fd01::1', 'fd01::2']), { nil: null }),
    sourcePort: fewPorts,
    destinationPort: fewPorts,
    kind: fc.constantFrom('tcp', 'udp', 'error', 'echo'),
    isVxlan: fc.boolean(),
  })
  .map(({ pair: [source, destination], around, kind, isVxlan, ...ports }) => {
    const ends = { source, destination, ...ports }
    const is4 = !source.includes(':')
    const make = {
      tcp: () => buildTcp({ ...ends, sequence: 1, flags: { syn: true } }),
      udp: () => buildUdp({ ...ends, payload: new Uint8Array(3) }),
      error: () =>
        buildIcmp({ ...ends, type: is4 ? 3 : 1, code: 1, data: buildTcp({ ...ends, sequence: 1, flags: {} }) }),
      echo: () => buildIcmp({ ...ends, type: is4 ? 8 : 128, code: 0 }),
    }
    const packet = make[kind]()
    if (around === null) return packet
    const outer = { source: around[0]!, destination: around[1]! }
    return isVxlan ? inVxlan(packet, { ...outer, sourcePort: 5_000, vxlanId: 1 }) : inIpip(packet, outer)
  })

/** What a filter means, said once more in terms of what was decoded. */
function isWanted({ ends, peers, tunnels, errors }: CaptureFilter, packet: Packet): boolean {
  const { outer, transport } = packet
  if (outer !== null && !tunnels.some(({ is }) => is === outer.tunnel.is)) return false
  if (transport.is === 'icmp') return errors && transport.about !== null
  const { from, to } = endsOf(packet)
  return [
    [from, to],
    [to, from],
  ].some(([end, peer]) => {
    const isEnd = ends.some(
      ({ protocol, address, port }) =>
        protocol.toLowerCase() === transport.is && address === end!.address && (port === null || port === end!.port),
    )
    return isEnd && (peers.length === 0 || peers.includes(peer!.address))
  })
}
