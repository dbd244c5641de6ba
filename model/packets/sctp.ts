import { uint16At, uint32At } from './bytes.ts'
import type { Ip } from './ip.ts'
import type { Sctp } from './packet.ts'
import type { Layer } from './transport.ts'

/** By RFC 9260 and its extensions; others are `CHUNK200`. */
const chunkNames: { readonly [type: number]: string } = {
  0: 'DATA',
  1: 'INIT',
  2: 'INIT ACK',
  3: 'SACK',
  4: 'HB REQ',
  5: 'HB ACK',
  6: 'ABORT',
  7: 'SHUTDOWN',
  8: 'SHUTDOWN ACK',
  9: 'OP ERR',
  10: 'COOKIE ECHO',
  11: 'COOKIE ACK',
  12: 'ECN ECHO',
  13: 'CWR',
  14: 'SHUTDOWN COMPLETE',
  64: 'I-DATA',
  192: 'FORWARD TSN',
}

const data = 0
const interleavedData = 64
/** May hold words of the application, so nothing behind one is read; what is not known neither. */
const mayHoldText = [data, interleavedData, 6, 9]
const mostChunks = 32

/** 0 source port | 2 destination port | 4 tag | 8 checksum | 12 chunks: type 1, flags 1, length 2, value, padding to fours */
export function parseSctp(bytes: Uint8Array, { start, end }: Ip): Layer<Sctp> | null {
  if (start + 12 > end) return null
  const chunks: string[] = []
  let sequence: number | null = null
  let headerEnd = start + 12
  for (let at = headerEnd; at + 4 <= end && chunks.length < mostChunks; ) {
    const type = bytes[at]!
    const length = uint16At(bytes, at + 2)
    if (length < 4) break
    chunks.push(chunkNames[type] ?? `CHUNK${type}`)
    headerEnd = at + 4
    const isData = type === data || type === interleavedData
    // Sequence number 4, then stream, number in it, and protocol of the application: 8, or 12 with interleaving.
    const dataHeader = type === data ? 16 : 20
    if (isData && length >= dataHeader && at + dataHeader <= end) {
      sequence = uint32At(bytes, at + 4)
      headerEnd = at + dataHeader
    }
    if (mayHoldText.includes(type) || !(type in chunkNames)) break
    at += (length + 3) & ~3
  }
  const transport: Sctp = {
    is: 'sctp',
    sourcePort: uint16At(bytes, start),
    destinationPort: uint16At(bytes, start + 2),
    tag: uint32At(bytes, start + 4),
    chunks,
    sequence,
  }
  return { transport, end: headerEnd }
}
