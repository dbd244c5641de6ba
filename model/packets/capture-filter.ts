/**
 * A structured filter in the words of pcap-filter(7). What is written is fixed words and numbers that were parsed and are
 * formatted here: no text of the question passes through.
 */

import { type Family, familyOf, parseIpv4, parseIpv6 } from '../address.ts'
import type { CaptureFilter } from '../capture/question.ts'
import { protocols } from './ip.ts'

type Side = 'src' | 'dst'
type End = CaptureFilter['ends'][number]
/** An IP header somewhere in the packet: the words for one thing about it. */
interface Words {
  /** That there is such a header, with this protocol inside. */
  protocol(family: Family, name: End['protocol']): string
  host(side: Side, address: string): string
  port(family: Family, side: Side, port: number): string
}

/** tcpdump refuses a filter it can see to match nothing: no IPv4 packet is of version 0. */
const nothing = 'ip[0] = 0'

/** Linux takes no argument above 128 KiB: tunnels are then taken whole. Only a hundred IPv6 ends and peers come to that. */
const mostCharacters = 100_000

export function formatCaptureFilter(filter: CaptureFilter): string {
  const precise = formatWith(filter, within)
  return precise.length > mostCharacters ? formatWith(filter, (_filter, isTunnel) => [isTunnel]) : precise
}

function formatWith(filter: CaptureFilter, inTunnel: typeof within): string {
  const clauses = [...matches(filter, plainWords)]
  if (filter.errors) clauses.push(errors4, errors6)
  const vxlanPorts = [...new Set(filter.tunnels.flatMap((tunnel) => (tunnel.is === 'vxlan' ? [tunnel.port] : [])))]
  const isIpip = filter.tunnels.some(({ is }) => is === 'ipip')
  for (const outer of outers) {
    if (isIpip) clauses.push(...inTunnel(filter, isIpipWords(outer), outer, outer.bytes))
    if (vxlanPorts.length > 0)
      clauses.push(...inTunnel(filter, isVxlanWords(outer, vxlanPorts), outer, outer.bytes + vxlanBytes))
  }
  return clauses.length === 0 ? nothing : any(clauses)
}

/** In which tunnels are found, with the usual length of the header: the kernel sends them without options. */
const outers = [
  { word: 'ip', bytes: 20, protocolAt: 9 },
  { word: 'ip6', bytes: 40, protocolAt: 6 },
] as const
type Outer = (typeof outers)[number]

/** UDP 8, VXLAN 8, Ethernet 14. */
const vxlanBytes = 30

// In parentheses always: "and" and "or" bind alike there.
const joined = (clauses: readonly string[], word: string): string =>
  clauses.length === 1 ? clauses[0]! : `(${clauses.join(` ${word} `)})`
const any = (clauses: readonly string[]): string => joined(clauses, 'or')
const all = (clauses: readonly string[]): string => joined(clauses, 'and')

/** One clause for each family and protocol asked for: an end on one side, a peer on the other. */
function* matches({ ends, peers }: CaptureFilter, words: Words): Generator<string> {
  for (const family of [4, 6] as const) {
    const others = peers.filter((address) => familyOf(address) === family)
    if (peers.length > 0 && others.length === 0) continue
    for (const protocol of ['TCP', 'UDP', 'SCTP'] as const) {
      const asked = ends.filter((end) => end.protocol === protocol && familyOf(end.address) === family)
      if (asked.length === 0) continue
      const towards = (side: Side, other: Side) => {
        const peer = others.length === 0 ? [] : [any(others.map((address) => words.host(other, address)))]
        return all([anyEnd(asked, family, side, words), ...peer])
      }
      yield all([words.protocol(family, protocol), any([towards('src', 'dst'), towards('dst', 'src')])])
    }
  }
}

/** Addresses with the same port are asked for together: a Service's Pods have one. */
function anyEnd(ends: readonly End[], family: Family, side: Side, words: Words): string {
  const byPort = Map.groupBy(ends, ({ port }) => port)
  const clauses = [...byPort].map(([port, same]) => {
    const host = any([...new Set(same.map(({ address }) => words.host(side, address)))])
    return port === null ? host : all([host, words.port(family, side, port)])
  })
  return any(clauses)
}

const numbers = {
  TCP: protocols.tcp,
  UDP: protocols.udp,
  SCTP: protocols.sctp,
} as const

const plainWords: Words = {
  protocol: (family, name) => `${family === 4 ? 'ip' : 'ip6'} proto ${numbers[name]}`,
  host: (side, address) =>
    familyOf(address) === 4
      ? `ip ${side} host ${ipv4Parts(address).join('.')}`
      : `ip6 ${side} host ${ipv6Parts(address)
          .map((group) => group.toString(16))
          .join(':')}`,
  port: (_family, side, port) => `${side} port ${port}`,
}

// Destination unreachable, quench, redirect, time exceeded, parameter problem; types 1 to 4 of ICMPv6.
const errorTypes = (field: string) => any([3, 4, 5, 11, 12].map((type) => `${field} = ${type}`))
const errors4 = all([`ip proto ${protocols.icmp}`, errorTypes('icmp[0]')])
const errors6 = all([`ip6 proto ${protocols.icmpv6}`, 'ip6[40] <= 4'])

const isIpipWords = ({ word, protocolAt }: Outer) =>
  any([protocols.ipip, protocols.ipv6].map((number) => `${word}[${protocolAt}] = ${number}`))
const isVxlanWords = ({ word, protocolAt }: Outer, ports: readonly number[]) =>
  all([`${word}[${protocolAt}] = ${protocols.udp}`, any(ports.map((port) => `dst port ${port}`))])

/** The same inside of a tunnel whose inner IP header is at a fixed place; errors as well where they are asked for. */
function within(filter: CaptureFilter, isTunnel: string, outer: Outer, start: number): string[] {
  const at = (offset: number, size: 1 | 2 | 4) => `${outer.word}[${start + offset}${size === 1 ? '' : `:${size}`}]`
  const version = { 4: `${at(0, 1)} & 240 = 64`, 6: `${at(0, 1)} & 240 = 96` }
  /** Without options, not a later fragment: then what is inside is where we look for it. */
  const isSimple4 = all([`${at(0, 1)} & 15 = 5`, `${at(6, 2)} & 8191 = 0`])
  const fields = {
    4: { protocol: 9, src: 12, dst: 16, end: 20 },
    6: { protocol: 6, src: 8, dst: 24, end: 40 },
  }
  const words: Words = {
    protocol: (family, name) => all([version[family], `${at(fields[family].protocol, 1)} = ${numbers[name]}`]),
    host: (side, address) =>
      familyOf(address) === 4
        ? `${at(fields[4][side], 4)} = ${parseIpv4(address)}`
        : all(ipv6Words(address).map((word, place) => `${at(fields[6][side] + 4 * place, 4)} = ${word}`)),
    port(family, side, port) {
      const isPort = `${at(fields[family].end + (side === 'src' ? 0 : 2), 2)} = ${port}`
      return family === 4 ? all([isSimple4, isPort]) : isPort
    },
  }
  const clauses = [...matches(filter, words)]
  if (filter.errors) {
    const inner4 = all([version[4], isSimple4, `${at(9, 1)} = ${protocols.icmp}`, errorTypes(at(20, 1))])
    const inner6 = all([version[6], `${at(6, 1)} = ${protocols.icmpv6}`, `${at(40, 1)} <= 4`])
    clauses.push(inner4, inner6)
  }
  return clauses.length === 0 ? [] : [all([isTunnel, any(clauses)])]
}

/** A question is parsed before it comes here; a text that is no address matches what nobody has. */
function ipv4Parts(address: string): number[] {
  const value = parseIpv4(address) ?? 0
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
}

const ipv6Parts = (address: string): number[] => parseIpv6(address) ?? Array<number>(8).fill(0)

function ipv6Words(address: string): number[] {
  const parts = ipv6Parts(address)
  return [0, 2, 4, 6].map((place) => ((parts[place]! << 16) | parts[place + 1]!) >>> 0)
}
