/**
 * What stays the same of a packet while addresses are translated and tunnels put around it (domain: verifying a hop). Of
 * TCP: sequence and acknowledgement numbers, flags, length, and the sender's timestamp, which tells a packet sent
 * again from the first. Of UDP: the IP identification, a DNS query's own, and the length.
 */
import type { Found } from './fits.ts'

/** Equal for sightings of one packet. */
export function packetKey({ row, way }: Found): string {
  const { ip, transport } = row
  switch (transport.is) {
    case 'tcp':
      return [
        way,
        transport.sequence,
        transport.acknowledgement,
        flagsOf(transport.flags),
        transport.payload,
        transport.timestamps?.value ?? '',
      ].join(' ')
    case 'udp':
      return [way, ip.id ?? '', transport.dns?.id ?? '', transport.payload].join(' ')
    case 'sctp':
      return [way, transport.tag, transport.sequence ?? '', transport.chunks.join('+')].join(' ')
    case 'icmp':
      return [way, 'icmp', transport.kind, transport.mtu ?? '', ip.source].join(' ')
    case 'other':
      return [way, ip.id ?? '', ip.length ?? ''].join(' ')
  }
}

const flagsOf = (flags: Readonly<Record<string, boolean>>): string =>
  Object.keys(flags)
    .filter((name) => flags[name])
    .join('')

/** Bytes of the stream a TCP packet carries, SYN and FIN counted as one; null for none. Numbers wrap at 2^32. */
export function rangeOf({ row }: Found): { readonly from: number; readonly length: number } | null {
  if (row.transport.is !== 'tcp') return null
  const { flags, payload, sequence } = row.transport
  const length = payload + Number(flags.syn) + Number(flags.fin)
  return length === 0 ? null : { from: sequence, length }
}

/** How far a sequence number is behind another, around 2^32; negative when it is before it. */
export const sequenceGap = (from: number, to: number): number => (to - from) | 0
