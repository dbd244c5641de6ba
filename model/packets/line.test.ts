import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decodePacket } from './decode.ts'
import { formatPacketLine } from './line.ts'
import { makePcapReader } from './pcap.ts'
import { trimToHeaders } from './trim.ts'

/**
 * Captures of real kernels, each with what `tcpdump -n -S -t -r` says of it, without names of devices. `ipip-…`: a request
 * from node zmaster0 to the one Pod of the reference case, at every device of both nodes; one too big for the Pod's device.
 * `vxlan`, `dns`, `icmp`, `fragments`, `ipv6`, `vlan`: two hosts with a router between. `sctp`: two words exchanged.
 */
const folder = new URL('fixtures/', import.meta.url)
const captures = readdirSync(folder).filter((name) => name.endsWith('.pcap'))

function readCapture(name: string) {
  const reader = makePcapReader()
  const records = reader.push(readFileSync(new URL(name, folder)))
  expect(reader.wrong).toBeNull()
  const linkType = reader.linkType!
  return records.map((record) => {
    const packet = decodePacket(record, linkType)
    const trimmed = { ...record, bytes: trimToHeaders(record.bytes, linkType) }
    return { packet, trimmed: decodePacket(trimmed, linkType), kept: trimmed.bytes.length }
  })
}

/** tcpdump's words without those we do not have: options but two, what a payload holds, lengths of ICMP. */
const ours = (words: string): string[] =>
  words
    .trimEnd()
    .replace(/\.\d+( > \S+: VXLAN, flags \[I\] \(0x08\), vni \d+)\n/g, '$1: ')
    .replace(/VXLAN[^\n]*: ARP.*/g, 'UDP, length 50')
    .split('\n')
    .map((line) =>
      line
        .replace(/ options \[([^\]]*)\],/, (_, list: string) => {
          const kept = list.split(',').filter((option) => /^(mss|TS) /.test(option))
          return kept.map((option) => ` ${option},`).join('')
        })
        .replace(/(Flags .*, length \d+): .*/, '$1')
        .replace(/(ICMP6?\b.*?),? *(?:who has \S+, |tgt is \S+, )?length \d+$/, '$1')
        .replace('unreachable,  unreachable', 'unreachable, unreachable')
        .replace(/(: \d+)\+ (\S+\?)/, '$1 $2')
        .replace(/(: \d+(?: NXDomain)?)\*? \d+\/\d+\/\d+.*(\(\d+\))$/, '$1 $2')
        .replace('Type65?', 'TYPE65?')
        .replace('Nothing.default', 'nothing.default')
        .replace(/(sctp \(1\) \[[A-Z ]+\]).*?( \[TSN: \d+\])?(?: \[.*)?$/, '$1$2')
        .replace(/ > (\S+): frag \(0\|\d+\) (\d+) > (\d+)/, '.$2 > $1.$3')
        .replace(/frag \((\d+)\|\d+\)/, 'frag ($1)'),
    )
/** And what we say more, or elsewhere. */
const theirs = (line: string): string =>
  line.replace(/ q: \S+ \S+/, '').replace(/^(IP 10\.9\.\S+)\.\d+ (> \S+\.4789: UDP)/, '$1 $2')

describe('formatPacketLine', () => {
  it.each(captures)('says of %s what tcpdump says', (name) => {
    const expected = ours(readFileSync(new URL(name.replace('.pcap', '.txt'), folder), 'utf8'))
    const read = readCapture(name)
    expect(read.map(({ packet }) => packet && theirs(formatPacketLine(packet)))).toEqual(expected)
  })

  it.each(captures)('says the same of the headers of %s alone', (name) => {
    for (const { packet, trimmed, kept } of readCapture(name)) expect(trimmed).toEqual({ ...packet, captured: kept })
  })

  it('writes the packet of an IPIP tunnel behind its outer addresses', () => {
    const [, wire] = readCapture('ipip-zmaster0.pcap')
    expect(formatPacketLine(wire!.packet!)).toBe(
      'IP 192.168.138.50 > 192.168.138.53: IP 100.117.189.64.1745 > 100.108.11.194.80: Flags [S], seq 3914626503, win 65495, mss 65495, TS val 990340629 ecr 0, length 0',
    )
  })
})
