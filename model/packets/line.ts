/** A packet in one line, in the words of `tcpdump -n -S`, without its time: what is not known is left out. */

import type { FlowEnd } from '../flow.ts'
import { protocols } from './ip.ts'
import type { Dns, Icmp, IpHeader, Packet, Quoted, Sctp, Tcp, Transport, Udp } from './packet.ts'

export function formatPacketLine({ outer, ip, transport }: Packet): string {
  const inner = `${ipWord(ip)} ${formatEnds(ip, transport)}: ${formatTransport(ip, transport)}`
  if (outer === null) return inner
  const { source, destination } = outer.ip
  const start = `${ipWord(outer.ip)} ${source} > ${destination}`
  if (outer.tunnel.is === 'ipip') return `${start}: ${inner}`
  const { id, port } = outer.tunnel
  return `${start}.${port}: VXLAN, flags [I] (0x08), vni ${id}: ${inner}`
}

const ipWord = ({ version }: IpHeader): string => (version === 4 ? 'IP' : 'IP6')

function formatEnds({ source, destination }: IpHeader, transport: Transport): string {
  if (!('sourcePort' in transport)) return `${source} > ${destination}`
  return `${source}.${transport.sourcePort} > ${destination}.${transport.destinationPort}`
}

/** Without the addresses. */
export function formatTransport(ip: IpHeader, transport: Transport): string {
  switch (transport.is) {
    case 'tcp':
      return formatTcp(transport)
    case 'udp':
      return formatUdp(transport)
    case 'icmp':
      return transport.version === 4 ? formatIcmp4(transport) : formatIcmp6(transport)
    case 'sctp':
      return formatSctp(transport)
    case 'other':
      if (transport.why === 'cut') return `[|${protocolName(ip.protocol)}]`
      return ip.version === 6 && ip.fragment ? `frag (${ip.fragment.offset})` : `ip-proto-${ip.protocol}`
  }
}

function formatTcp({ flags, sequence, acknowledgement, window, payload, mss, timestamps }: Tcp): string {
  const { fin, syn, rst, psh, ack, urg } = flags
  const letters = `${fin ? 'F' : ''}${syn ? 'S' : ''}${rst ? 'R' : ''}${psh ? 'P' : ''}${ack ? '.' : ''}${urg ? 'U' : ''}`
  const parts = [`Flags [${letters || 'none'}]`]
  // As tcpdump: a bare acknowledgement is told without its own number.
  if (payload > 0) parts.push(`seq ${sequence}:${(sequence + payload) % 2 ** 32}`)
  else if (fin || syn || rst) parts.push(`seq ${sequence}`)
  if (ack) parts.push(`ack ${acknowledgement}`)
  parts.push(`win ${window}`)
  if (mss !== null) parts.push(`mss ${mss}`)
  if (timestamps !== null) parts.push(`TS val ${timestamps.value} ecr ${timestamps.echo}`)
  parts.push(`length ${payload}`)
  return parts.join(', ')
}

const formatUdp = ({ dns, payload }: Udp): string =>
  dns === null ? `UDP, length ${payload}` : `${formatDns(dns)} (${payload})`

/** Of RFC 1035, by the names tcpdump has for them. */
const dnsCodes = ['', 'FormErr', 'ServFail', 'NXDomain', 'NotImp', 'Refused']

function formatDns({ id, isResponse, name, type, code }: Dns): string {
  const parts = [String(id)]
  if (code > 0) parts.push(dnsCodes[code] ?? `Resp${code}`)
  if (isResponse && name !== null) parts.push('q:')
  if (name !== null) parts.push(`${type}?`, name === '.' ? name : `${name}.`)
  return parts.join(' ')
}

function formatIcmp4({ kind, type, code, mtu, echo, about }: Icmp): string {
  if (echo) return `ICMP echo ${kind === 'echo-request' ? 'request' : 'reply'}, id ${echo.id}, seq ${echo.sequence}`
  const target = about?.destination.address
  if (kind === 'time-exceeded') return `ICMP ${code === 1 ? 'ip reassembly time exceeded' : 'time exceeded in-transit'}`
  if (about === null) return `ICMP type-#${type}, code ${code}`
  switch (kind) {
    case 'port-unreachable':
      return `ICMP ${target}${formatPort(about)} unreachable`
    case 'host-unreachable':
      return `ICMP host ${target} unreachable`
    case 'network-unreachable':
      return `ICMP net ${target} unreachable`
    case 'too-big':
      return `ICMP ${target} unreachable - need to frag${mtu === null ? '' : ` (mtu ${mtu})`}`
    case 'prohibited':
      return `ICMP ${code === 9 ? 'net' : 'host'} ${target} unreachable - admin prohibited${code === 13 ? ' filter' : ''}`
    default:
      return `ICMP type-#${type}, code ${code}`
  }
}

/** Of "destination unreachable", with the address it is about behind it. */
const unreachable6: { readonly [code: number]: string } = {
  0: 'unreachable route',
  1: 'unreachable prohibited',
  3: 'unreachable address',
  5: 'unreachable ingress/egress policy',
  6: 'unreachable reject route',
}
/** Router solicitation and advertisement, neighbour ditto, redirect. */
const neighbourWords: { readonly [type: number]: string } = {
  133: 'router solicitation',
  134: 'router advertisement',
  135: 'neighbor solicitation',
  136: 'neighbor advertisement',
  137: 'redirect',
}

function formatIcmp6({ kind, type, code, mtu, echo, about }: Icmp): string {
  if (echo) return `ICMP6, echo ${kind === 'echo-request' ? 'request' : 'reply'}, id ${echo.id}, seq ${echo.sequence}`
  if (kind === 'too-big') return `ICMP6, packet too big, mtu ${mtu}`
  if (kind === 'neighbour') return `ICMP6, ${neighbourWords[type]}`
  const target = about?.destination.address
  if (kind === 'time-exceeded' && about)
    return code === 1 ? 'ICMP6, time exceeded in-reassembly' : `ICMP6, time exceeded in-transit for ${target}`
  if (kind === 'port-unreachable' && about)
    return `ICMP6, destination unreachable, unreachable port, ${target}${formatPort(about)}`
  const words = type === 1 ? unreachable6[code] : undefined
  if (words && about) return `ICMP6, destination unreachable, ${words} ${target}`
  return `ICMP6, type ${type}, code ${code}`
}

function formatPort({ protocol, destination }: Quoted): string {
  return isPort(destination) ? ` ${protocolName(protocol)} port ${destination.port}` : ` protocol ${protocol}`
}
const isPort = ({ port }: FlowEnd): boolean => port > 0

function formatSctp({ chunks, sequence }: Sctp): string {
  const words = chunks.map((chunk, place) => {
    const isData = chunk === 'DATA' || chunk === 'I-DATA'
    return `(${place + 1}) [${chunk}]${isData && sequence !== null ? ` [TSN: ${sequence}]` : ''}`
  })
  return `sctp ${words.join(' ')}`.trimEnd()
}

const names = new Map<number, string>([
  [protocols.icmp, 'icmp'],
  [protocols.ipip, 'ip'],
  [protocols.tcp, 'tcp'],
  [protocols.udp, 'udp'],
  [protocols.ipv6, 'ip6'],
  [protocols.icmpv6, 'icmp6'],
  [protocols.sctp, 'sctp'],
])
const protocolName = (protocol: number): string => names.get(protocol) ?? `ip-proto-${protocol}`
