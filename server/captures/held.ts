/** One capture on all its nodes: its packets as they came, and what views get of it. */
import {
  type Capture,
  type CaptureId,
  makePacketId,
  mostPacketsShown,
  type PacketId,
  type PacketRow,
} from '#model/capture/capture.ts'
import type { CaptureQuestion } from '#model/capture/question.ts'
import type { NodeName, ServicePortId } from '#model/ids.ts'
import type { CaptureTiming, EndCapture, Follow } from './follow.ts'
import { type CapturedRecord, type CaptureStop, captureOnNode } from './on-node.ts'

export interface HeldCapture {
  readonly id: CaptureId
  readonly isOfWalk: boolean
  /** Resolves when no node is starting any more: each listens, was refused, or it is over. */
  readonly started: Promise<void>
  /** Resolves when no node captures any more. */
  readonly ended: Promise<void>
  isRunning(): boolean
  /** Bytes of memory its packets take. */
  bytes(): number
  /** The same object while nothing changed. */
  state(): Capture
  /** The newest `mostPacketsShown` that were understood; the same map while nothing came. */
  shown(): ReadonlyMap<PacketId, PacketRow>
  records(): readonly CapturedRecord[]
  /** `ended` follows within a few seconds, with what agents say last. */
  end(why: CaptureStop, sentence?: string): void
  /** At once. */
  cancel(): void
}

export interface HeldOptions {
  readonly id: CaptureId
  readonly port: ServicePortId
  readonly isOfWalk: boolean
  readonly questions: ReadonlyMap<NodeName, CaptureQuestion>
  readonly follow: Follow
  readonly endCapture: EndCapture
  readonly timing: CaptureTiming
  /** Packets are forgotten so long after the end, milliseconds. */
  readonly keptMs: number
  readonly onChange: () => void
  /** There are more packets than before. */
  readonly onPackets: () => void
  readonly onEnd: () => void
}

/** What a record takes besides its bytes, with what was decoded of it. */
const recordBytes = 1_000

export function holdCapture(options: HeldOptions): HeldCapture {
  const { id, port, questions, follow, endCapture, timing, keptMs, onChange, onPackets, onEnd } = options
  const startedAt = timing.now()
  const longestMs = Math.max(...[...questions.values()].map(({ seconds }) => seconds * 1_000))
  const records: CapturedRecord[] = []
  const { promise: started, resolve: allStarted } = Promise.withResolvers<void>()
  const { promise: ended, resolve: allEnded } = Promise.withResolvers<void>()
  let newest: [PacketId, PacketRow][] = []
  let bytes = 0
  let endedAt: number | null = null
  let state: Capture | null = null
  let shown: ReadonlyMap<PacketId, PacketRow> | null = null

  const changed = () => {
    state = null
    onChange()
  }
  const takeRecords = (more: readonly CapturedRecord[]) => {
    for (const captured of more) {
      records.push(captured)
      bytes += captured.record.bytes.length + recordBytes
      const number = records.length
      const { node, packet, device } = captured
      if (packet === null) continue
      newest.push([makePacketId(id, number), { ...packet, capture: id, number, node, device }])
    }
    if (newest.length > mostPacketsShown) newest = newest.slice(-mostPacketsShown)
    shown = null
    changed()
    onPackets()
  }
  const takeFeed = () => {
    const feeds = nodes.map((node) => node.state().feed.is)
    if (!feeds.includes('starting')) allStarted()
    const isOver = feeds.every((is) => is === 'ended' || is === 'refused')
    if (isOver && endedAt === null) {
      endedAt = timing.now()
      allEnded()
      onEnd()
    }
    changed()
  }
  const nodes = [...questions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([node, question]) =>
      captureOnNode({ node, question, follow, endCapture, timing, onRecords: takeRecords, onFeed: takeFeed }),
    )

  return {
    id,
    isOfWalk: options.isOfWalk,
    started,
    ended,
    isRunning: () => endedAt === null,
    bytes: () => bytes,
    state: () => {
      state ??= {
        id,
        port,
        startedAt,
        endedAt,
        seconds: longestMs / 1_000,
        keptUntil: (endedAt ?? startedAt + longestMs) + keptMs,
        nodes: nodes.map((node) => node.state()),
        packets: records.length,
      }
      return state
    },
    shown: () => {
      shown ??= new Map(newest)
      return shown
    },
    records: () => records,
    end(why, sentence = '') {
      for (const node of nodes) node.end(why, sentence === '' ? null : sentence)
    },
    cancel() {
      for (const node of nodes) node.cancel()
    },
  }
}
