/** A packet as a capture saw it: at which device of a node, with which addresses, and what of it stays the same on its way. */
import type { FlowEnd } from '../flow.ts'

/** As the device passed it. `other`: to another machine, seen by promiscuity. Null where the capture does not tell. */
export type Direction = 'in' | 'out' | 'other'

export interface IpHeader {
  readonly version: 4 | 6
  readonly source: string
  readonly destination: string
  /** IANA's number of what is inside, IPv6 extension headers passed over. */
  readonly protocol: number
  /** IPv4 identification; null for IPv6. Survives translation, but is 0 in many packets. */
  readonly id: number | null
  /** TTL or hop limit: falls by one at each routed hop, and IPVS counts as one. */
  readonly ttl: number
  /** Bytes of the whole packet from this header on, by the header itself; null where offload left it 0. */
  readonly length: number | null
  /** Null for a whole packet. A later fragment (`offset` > 0) has no transport header. */
  readonly fragment: { readonly offset: number; readonly isLast: boolean } | null
  /** IPv4: must not be cut into fragments. */
  readonly mayNotFragment: boolean
}

export interface Tcp {
  readonly is: 'tcp'
  readonly sourcePort: number
  readonly destinationPort: number
  readonly sequence: number
  readonly acknowledgement: number
  readonly flags: {
    readonly syn: boolean
    readonly ack: boolean
    readonly fin: boolean
    readonly rst: boolean
    readonly psh: boolean
    readonly urg: boolean
  }
  readonly window: number
  /** Bytes of data behind the header, captured or not. */
  readonly payload: number
  /** Null where the option is absent or was not captured. */
  readonly timestamps: { readonly value: number; readonly echo: number } | null
  /** Maximum segment size a SYN announces. */
  readonly mss: number | null
}

export interface Dns {
  readonly id: number
  readonly isResponse: boolean
  /** The first question, lower case, without the dot at its end; null where it was not captured whole. */
  readonly name: string | null
  /** `A`, `AAAA`, or `TYPE65`. */
  readonly type: string | null
  /** 0 is no error, 3 is no such name. */
  readonly code: number
}

export interface Udp {
  readonly is: 'udp'
  readonly sourcePort: number
  readonly destinationPort: number
  /** Bytes of data behind the header, captured or not; of all fragments where it was cut into some. */
  readonly payload: number
  /** On port 53 only. */
  readonly dns: Dns | null
}

/** What an ICMP error is about, by the head of the packet it quotes. */
export interface Quoted {
  readonly protocol: number
  /** Port 0 where it was not captured or the protocol has none. */
  readonly source: FlowEnd
  readonly destination: FlowEnd
}

export interface Icmp {
  readonly is: 'icmp'
  readonly version: 4 | 6
  readonly type: number
  readonly code: number
  /** `echo-request`, `echo-reply`, `network-unreachable`, `host-unreachable`, `port-unreachable`, `prohibited`, `too-big`, `time-exceeded`, `neighbour` or `other`. */
  readonly kind: IcmpKind
  /** Of `too-big`: the largest packet the next hop takes, bytes. */
  readonly mtu: number | null
  /** Of an echo: identifier and sequence number. */
  readonly echo: { readonly id: number; readonly sequence: number } | null
  readonly about: Quoted | null
}

export type IcmpKind =
  | 'echo-request'
  | 'echo-reply'
  | 'network-unreachable'
  | 'host-unreachable'
  | 'port-unreachable'
  | 'prohibited'
  | 'too-big'
  | 'time-exceeded'
  | 'neighbour'
  | 'other'

export interface Sctp {
  readonly is: 'sctp'
  readonly sourcePort: number
  readonly destinationPort: number
  readonly tag: number
  /** `INIT`, `DATA`, … of the chunks captured. */
  readonly chunks: readonly string[]
  /** Transmission sequence number of the first DATA chunk; null for none. */
  readonly sequence: number | null
}

/** A protocol this decoder does not read, or a header that was not captured whole. */
export interface OtherTransport {
  readonly is: 'other'
  readonly why: 'protocol' | 'cut' | 'fragment'
}

export type Transport = Tcp | Udp | Icmp | Sctp | OtherTransport

/** What an outer header carries the inner packet in. */
export type Tunnel = { readonly is: 'ipip' } | { readonly is: 'vxlan'; readonly id: number; readonly port: number }

export interface Packet {
  /** Microseconds since 1970 by the clock of the node that captured it. */
  readonly atUs: number
  /** Bytes the device passed, of which `captured` were kept. */
  readonly length: number
  readonly captured: number
  /** Kernel's number of the device; null where the capture does not tell. */
  readonly deviceIndex: number | null
  readonly direction: Direction | null
  /** The tunnel it was seen inside of, with its header; null outside of one. */
  readonly outer: { readonly ip: IpHeader; readonly tunnel: Tunnel } | null
  /** The innermost IP header. */
  readonly ip: IpHeader
  readonly transport: Transport
  /** Bytes of the record up to the end of the last header that was read: what is kept when only headers may be. */
  readonly headerBytes: number
}

/** Both ends by the innermost headers; port 0 where there is none. */
export function endsOf({ ip, transport }: Packet): { readonly from: FlowEnd; readonly to: FlowEnd } {
  const ports = 'sourcePort' in transport ? transport : { sourcePort: 0, destinationPort: 0 }
  return {
    from: { address: ip.source, port: ports.sourcePort },
    to: { address: ip.destination, port: ports.destinationPort },
  }
}
