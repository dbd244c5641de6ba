/** What one end of a connection sends, before any header of the way is known. */
import type { FlowEnd } from '#model/flow.ts'
import { type Between, buildIcmp, buildTcp, buildUdp } from '#model/packets/build.ts'
import { asCooked2, inIpip } from '#model/packets/enclose.ts'
import type { Tcp } from '#model/packets/packet.ts'
import type { Crossing } from './path.ts'

export type Segment = {
  /** IPv4 identification. */
  readonly id: number
  /** Of the header of a tunnel around it. */
  readonly outerId: number
} & (
  | {
      readonly is: 'tcp'
      readonly flags: Partial<Tcp['flags']>
      readonly sequence: number
      readonly acknowledgement: number
      readonly window: number
      readonly timestamps: Tcp['timestamps']
      readonly mss: number | null
      readonly payload: Uint8Array
    }
  | { readonly is: 'udp'; readonly payload: Uint8Array }
  /** Port unreachable: about one that went the other way. */
  | { readonly is: 'refusal'; readonly about: Segment }
)

/** A packet at a device, at its time. */
export interface Sighting {
  readonly crossing: Crossing
  readonly segment: Segment
  /** Simulated time, milliseconds with parts. */
  readonly atMs: number
}

const firstTtl = 64
/** As tcpdump keeps of IPv6: headers and a little more. */
const snapBytes = 192
/** ICMP errors are 576 bytes at most. */
const mostQuoted = 548

/** Bytes from the IP header on. */
export function sizeOf(segment: Segment, isIpv6: boolean): number {
  return buildAt(segment, { from: nowhere(isIpv6), to: nowhere(isIpv6), hops: 0 }).length
}

const nowhere = (isIpv6: boolean): FlowEnd => ({ address: isIpv6 ? '::' : '0.0.0.0', port: 0 })

/** As a capture at that device has it, cooked header first. */
export function recordOf({ crossing, segment }: Sighting): { readonly length: number; readonly bytes: Uint8Array } {
  const { device, direction, outer } = crossing
  const inner = buildAt(segment, crossing)
  const packet =
    outer === null
      ? inner
      : inIpip(inner, {
          source: outer.from,
          destination: outer.to,
          // The tunnel's TTL is "inherit".
          ttl: firstTtl - crossing.hops,
          id: segment.outerId,
        })
  const hardware = device.kind === 'ipip' ? 'ipip' : 'ethernet'
  const bytes = asCooked2(packet, { deviceIndex: device.index, direction, hardware })
  return { length: bytes.length, bytes: bytes.slice(0, snapBytes) }
}

function buildAt(segment: Segment, { from, to, hops }: Pick<Crossing, 'from' | 'to' | 'hops'>): Uint8Array {
  const between: Between = { source: from.address, destination: to.address, ttl: firstTtl - hops, id: segment.id }
  const ports = { sourcePort: from.port, destinationPort: to.port }
  switch (segment.is) {
    case 'tcp':
      return buildTcp({ ...segment, ...between, ...ports })
    case 'udp':
      return buildUdp({ ...between, ...ports, payload: segment.payload })
    case 'refusal': {
      // What it quotes is translated back with it on the way.
      const quoted = buildAt(segment.about, { from: to, to: from, hops })
      const [type, code] = from.address.includes(':') ? ([1, 4] as const) : ([3, 3] as const)
      return buildIcmp({ ...between, type, code, data: quoted.subarray(0, mostQuoted) })
    }
  }
}
