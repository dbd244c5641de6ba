import { uint16At } from './bytes.ts'
import { dnsPort, parseDns } from './dns.ts'
import type { Ip } from './ip.ts'
import type { Udp } from './packet.ts'
import type { Layer } from './transport.ts'

/** 0 source port | 2 destination port | 4 length, this header with it; 0 where offload or a jumbogram left it | 6 checksum */
export function parseUdp(bytes: Uint8Array, { start, end, sentEnd }: Ip): Layer<Udp> | null {
  if (start + 8 > end) return null
  const sourcePort = uint16At(bytes, start)
  const destinationPort = uint16At(bytes, start + 2)
  const length = uint16At(bytes, start + 4)
  const payload = Math.max(0, length >= 8 ? length - 8 : sentEnd - start - 8)
  const isDns = sourcePort === dnsPort || destinationPort === dnsPort
  const asked = isDns ? parseDns(bytes, start + 8, Math.min(end, start + 8 + payload)) : null
  return {
    transport: { is: 'udp', sourcePort, destinationPort, payload, dns: asked?.dns ?? null },
    end: asked?.end ?? start + 8,
  }
}
