/** What of a capture is kept: packets of the devices asked for, their headers, and never more than the question allows. */
import type { CaptureEnd, CaptureLine, CaptureQuestion } from '#model/capture/question.ts'
import { parseLink } from '#model/packets/link.ts'
import type { PcapRecord } from '#model/packets/pcap.ts'
import { trimToHeaders } from '#model/packets/trim.ts'
import type { DeviceNumber } from '../kernel.ts'

type PacketsLine = Extract<CaptureLine, { is: 'packets' }>

export interface Keeper {
  /** Takes what may be kept of it; the ceiling that is reached with it, or null. */
  keep(record: PcapRecord): Extract<CaptureEnd, 'packets' | 'bytes'> | null
  /** What was kept since the last call. */
  take(): PacketsLine['packets']
  readonly packets: number
  readonly bytes: number
}

/** The first device of every network namespace is its loopback. */
const usualLoopback = 1

export function makeKeeper(question: CaptureQuestion, linkType: number, devices: readonly DeviceNumber[]): Keeper {
  const wanted = new Set(devices.filter(([, name]) => question.devices.includes(name)).map(([index]) => index))
  const loopback = devices.find(([, name]) => name === 'lo')?.[0] ?? usualLoopback
  const isWanted = (index: number | null): boolean =>
    question.devices.length === 0 ? index !== loopback : index !== null && wanted.has(index)
  let kept: PacketsLine['packets'] = []
  let packets = 0
  let bytes = 0
  return {
    keep(record) {
      if (packets >= question.packets) return 'packets'
      if (!isWanted(parseLink(record.bytes, linkType)?.deviceIndex ?? null)) return null
      const head = trimToHeaders(record.bytes, linkType)
      if (bytes + head.length > question.bytes) return 'bytes'
      kept.push([record.atUs, record.length, Buffer.from(head).toString('base64')])
      packets++
      bytes += head.length
      return packets === question.packets ? 'packets' : null
    },
    take() {
      const now = kept
      kept = []
      return now
    },
    get packets() {
      return packets
    },
    get bytes() {
      return bytes
    },
  }
}

/** One sentence where none of the devices asked for is here; null otherwise. */
export function whyNoDevice({ devices }: CaptureQuestion, known: readonly DeviceNumber[]): string | null {
  if (devices.length === 0 || known.some(([, name]) => devices.includes(name))) return null
  return `This node has no device ${devices.join(', ')}.`
}
