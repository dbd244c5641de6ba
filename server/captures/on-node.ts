/** A capture on one node: its lines become records, and how it stands. */
import type { CaptureFeed, CaptureOnNode } from '#model/capture/capture.ts'
import { type CaptureLine, type CaptureQuestion, parseCaptureLine } from '#model/capture/question.ts'
import type { NodeName } from '#model/ids.ts'
import { decodePacket } from '#model/packets/decode.ts'
import { linkTypes } from '#model/packets/link.ts'
import type { Packet } from '#model/packets/packet.ts'
import type { PcapRecord } from '#model/packets/pcap.ts'
import { agentPaths } from '#model/report.ts'
import type { CaptureTiming, EndCapture, Follow } from './follow.ts'

/** A packet as it was captured on a node. */
export interface CapturedRecord {
  readonly node: NodeName
  /** As in pcap files. */
  readonly linkType: number
  readonly record: PcapRecord
  /** Null where it is no IP packet. */
  readonly packet: Packet | null
  /** Name of the device; null where it is not known. */
  readonly device: string | null
}

export interface OnNode {
  /** The same object while nothing changed. */
  state(): CaptureOnNode
  /** Ends it. What its agent says last of it is waited for a little; then nothing comes any more. */
  end(why: CaptureStop, sentence: string | null): void
  /** Ends it now, whatever its agent still had to say. */
  cancel(): void
}

export type CaptureStop = 'asked' | 'bytes'

export interface OnNodeOptions {
  readonly node: NodeName
  readonly question: CaptureQuestion
  readonly follow: Follow
  readonly endCapture: EndCapture
  readonly timing: CaptureTiming
  readonly onRecords: (records: readonly CapturedRecord[]) => void
  /** How it stands became something else. */
  readonly onFeed: () => void
}

/** Beyond the seconds of the capture: for tcpdump to begin, and for the last packets. */
const slackMs = 15_000
/** An agent has tcpdump end within 1.5 s. */
const lastWordMs = 3_000
/** Of a record besides its bytes, and of lines without packets. */
const recordBytes = 64
const otherBytes = 1 << 20

export function captureOnNode(options: OnNodeOptions): OnNode {
  const { node, question, follow, endCapture, timing, onRecords, onFeed } = options
  let feed: CaptureFeed = { is: 'starting' }
  let packets = 0
  let bytes = 0
  let told: CaptureOnNode | null = null
  let linkType: number = linkTypes.cooked2
  let devices: ReadonlyMap<number, string> = new Map()
  let name = ''
  /** Why we ended it, while its agent has not said the last word. */
  let stopping: { readonly why: CaptureStop; readonly sentence: string | null } | null = null

  const setFeed = (next: CaptureFeed) => {
    feed = next
    told = null
    onFeed()
  }
  const isOver = () => feed.is === 'ended' || feed.is === 'refused'
  const take = (line: CaptureLine) => {
    if (isOver()) return
    switch (line.is) {
      case 'started':
        name = line.name
        linkType = line.linkType
        devices = new Map(line.devices)
        return setFeed({ is: 'running', since: timing.now() })
      case 'packets':
        // There is no room for more.
        return stopping?.why === 'bytes' ? undefined : takePackets(line.packets)
      case 'ended':
        return setFeed({ ...line, ...stopping })
    }
  }
  const takePackets = (lines: Extract<CaptureLine, { is: 'packets' }>['packets']) => {
    const records = lines.map(([atUs, length, base64]): CapturedRecord => {
      const record = { atUs, length, bytes: new Uint8Array(Buffer.from(base64, 'base64')) }
      const packet = decodePacket(record, linkType)
      const index = packet?.deviceIndex ?? null
      return { node, linkType, record, packet, device: index === null ? null : (devices.get(index) ?? null) }
    })
    packets += records.length
    for (const { record } of records) bytes += record.bytes.length
    told = null
    onRecords(records)
  }

  const following = follow(node, {
    path: agentPaths.captures,
    body: question,
    parse: parseCaptureLine,
    onLine: take,
    maxBytes: Math.ceil((question.bytes * 4) / 3) + question.packets * recordBytes + otherBytes,
    deadlineMs: question.seconds * 1_000 + slackMs,
  })
  void following.ended.then((end) => {
    if (isOver()) return
    const why = end.ok ? 'Its agent ended the capture without a word.' : end.why
    if (feed.is === 'starting') setFeed({ is: 'refused', why })
    else setFeed({ is: 'ended', why: 'failed', sentence: why, dropped: null, ...stopping })
  })
  const close = () => {
    if (isOver()) return
    setFeed({ is: 'ended', why: 'asked', sentence: null, dropped: null, ...stopping })
    following.cancel()
  }

  return {
    state: () => {
      told ??= { node, feed, packets, bytes }
      return told
    },
    end(why, sentence) {
      if (isOver() || stopping !== null) return
      stopping = { why, sentence }
      // Before it has begun, or of an agent that cannot be told, there is no last word.
      if (name === '') return close()
      const undo = timing.after(lastWordMs, close)
      void following.ended.then(undo)
      void endCapture(node, name).then((isTold) => isTold || close())
    },
    cancel: close,
  }
}
