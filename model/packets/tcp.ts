import { uint16At, uint32At } from './bytes.ts'
import type { Ip } from './ip.ts'
import type { Tcp } from './packet.ts'
import type { Layer } from './transport.ts'

/**
 * 0 source port | 2 destination port | 4 sequence | 8 acknowledgement | 12 header length | 13 flags | 14 window
 * 16 checksum | 18 urgent | 20 options
 */
export function parseTcp(bytes: Uint8Array, { start, end, sentEnd }: Ip): Layer<Tcp> | null {
  if (start + 20 > end) return null
  const headerLength = (bytes[start + 12]! >> 4) * 4
  if (headerLength < 20) return null
  const flags = bytes[start + 13]!
  const headerEnd = Math.min(start + headerLength, end)
  const transport: Tcp = {
    is: 'tcp',
    sourcePort: uint16At(bytes, start),
    destinationPort: uint16At(bytes, start + 2),
    sequence: uint32At(bytes, start + 4),
    acknowledgement: uint32At(bytes, start + 8),
    flags: {
      syn: (flags & 2) !== 0,
      ack: (flags & 16) !== 0,
      fin: (flags & 1) !== 0,
      rst: (flags & 4) !== 0,
      psh: (flags & 8) !== 0,
      urg: (flags & 32) !== 0,
    },
    window: uint16At(bytes, start + 14),
    payload: Math.max(0, sentEnd - start - headerLength),
    ...parseOptions(bytes, start + 20, headerEnd),
  }
  return { transport, end: headerEnd }
}

const option = { end: 0, nothing: 1, mss: 2, timestamps: 8 }

/** Kind 1, then but for the first two: length of the whole option 1, value. */
function parseOptions(bytes: Uint8Array, start: number, end: number): Pick<Tcp, 'timestamps' | 'mss'> {
  let timestamps: Tcp['timestamps'] = null
  let mss: number | null = null
  let at = start
  while (at < end) {
    const kind = bytes[at]!
    if (kind === option.end) break
    if (kind === option.nothing) {
      at++
      continue
    }
    const length = at + 1 < end ? bytes[at + 1]! : 0
    if (length < 2 || at + length > end) break
    if (kind === option.mss && length === 4) mss = uint16At(bytes, at + 2)
    if (kind === option.timestamps && length === 10)
      timestamps = { value: uint32At(bytes, at + 2), echo: uint32At(bytes, at + 6) }
    at += length
  }
  return { timestamps, mss }
}
