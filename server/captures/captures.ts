/**
 * Captures on several nodes at once. Their packets stay in the hub's memory alone, for a quarter of an hour; all of
 * them together are bounded in bytes, and the oldest go first.
 */
import type { Capture, CaptureId, PacketId, PacketRow } from '#model/capture/capture.ts'
import { type CaptureAsk, type CaptureQuestion, parseCaptureQuestion } from '#model/capture/question.ts'
import type { NodeName, ServicePortId } from '#model/ids.ts'
import { writeFile } from './file.ts'
import type { CaptureTiming, EndCapture, Follow } from './follow.ts'
import { type HeldCapture, holdCapture } from './held.ts'
import type { CapturedRecord } from './on-node.ts'

export type { CapturedRecord } from './on-node.ts'

export interface CapturesOptions {
  readonly follow: Follow
  readonly endCapture: EndCapture
  /** A capture or packets are other than before. */
  readonly changed: () => void
  readonly timing: CaptureTiming
  /** Twelve hex digits. */
  readonly randomId: () => string
  /** Told who was captured where. */
  readonly log: (sentence: string) => void
}

export interface CaptureStart {
  readonly port: ServicePortId
  readonly nodes: ReadonlyMap<NodeName, CaptureAsk>
  /** Who asks, for the log. */
  readonly by: string
  /** Does not count among those that may run at once: walks limit themselves. */
  readonly isOfWalk?: boolean
}

export type CaptureStarted =
  /** `started`: every node listens, or was refused. */
  | { readonly ok: true; readonly id: CaptureId; readonly started: Promise<void> }
  | { readonly ok: false; readonly why: string }

export interface Captures {
  start(what: CaptureStart): CaptureStarted
  /** What was captured stays; it ends within a few seconds. False where none of this name runs. */
  stop(id: CaptureId): boolean
  /** Resolves when it has ended, or there is none. */
  ended(id: CaptureId): Promise<void>
  /** Its packets too. False where there is none. */
  forget(id: CaptureId): boolean
  /** Oldest first; the same map while nothing changed. */
  captures(): ReadonlyMap<CaptureId, Capture>
  packets(): ReadonlyMap<PacketId, PacketRow>
  /** All packets in the order they came, their number less one being the place; empty where there is no such capture. */
  rowsOf(id: CaptureId): readonly CapturedRecord[]
  /** As pcapng, of a running one too; null where there is no such capture. */
  file(id: CaptureId): Uint8Array | null
  close(): void
}

export const capturesLimits = {
  /** At once, besides those of walks. */
  running: 2,
  kept: 50,
  keptMs: 15 * 60_000,
  /** Of memory, all packets of all captures together. */
  bytes: 64 << 20,
} as const

export function makeCaptures(
  { follow, endCapture, changed, timing, randomId, log }: CapturesOptions,
  limits: { readonly [Name in keyof typeof capturesLimits]: number } = capturesLimits,
): Captures {
  const held = new Map<CaptureId, { readonly capture: HeldCapture; forgetLater: () => void }>()
  let captures: ReadonlyMap<CaptureId, Capture> | null = null
  let packets: ReadonlyMap<PacketId, PacketRow> | null = null

  const all = () => [...held.values()].map(({ capture }) => capture)
  const told = () => {
    captures = null
    packets = null
    changed()
  }
  const forget = (id: CaptureId): boolean => {
    const entry = held.get(id)
    if (entry === undefined) return false
    held.delete(id)
    entry.forgetLater()
    entry.capture.cancel()
    told()
    return true
  }
  /** For packets that came to this one: others that have ended go first, then others that run; alone it is stopped. */
  const makeRoom = (mine: HeldCapture) => {
    const isTooMuch = () => all().reduce((sum, capture) => sum + capture.bytes(), 0) > limits.bytes
    while (isTooMuch()) {
      const others = all().filter((capture) => capture !== mine)
      const goes = others.find((capture) => !capture.isRunning()) ?? others[0]
      if (goes === undefined)
        return mine.end('bytes', `The hub holds at most ${Math.round(limits.bytes / (1 << 20))} MiB of packets.`)
      forget(goes.id)
    }
  }
  const makePlace = () => {
    for (const capture of all()) {
      if (held.size < limits.kept) return
      if (!capture.isRunning()) forget(capture.id)
    }
  }
  const forgetAfter = (id: CaptureId) => {
    const entry = held.get(id)
    if (entry) entry.forgetLater = timing.after(limits.keptMs, () => forget(id))
  }

  return {
    start({ port, nodes, by, isOfWalk = false }) {
      const running = all().filter((capture) => capture.isRunning() && !capture.isOfWalk).length
      if (!isOfWalk && running >= limits.running)
        return refuse(`${limits.running} captures are running already; stop one, or wait until it has ended.`)
      const questions = new Map<NodeName, CaptureQuestion>()
      for (const [node, ask] of nodes) {
        const question = parseCaptureQuestion(ask)
        if (!question.ok) return refuse(`The capture on node “${node}” is not possible: ${question.why}.`)
        questions.set(node, question.value)
      }
      if (questions.size === 0) return refuse('No node was named to capture on.')
      makePlace()
      if (held.size >= limits.kept) return refuse(`There are ${limits.kept} captures already; stop one first.`)
      const id = randomId()
      const capture: HeldCapture = holdCapture({
        id,
        port,
        isOfWalk,
        questions,
        follow,
        endCapture,
        timing,
        keptMs: limits.keptMs,
        onChange: told,
        onPackets: () => makeRoom(capture),
        onEnd: () => forgetAfter(id),
      })
      held.set(id, { capture, forgetLater: () => {} })
      log(`Capture ${id} of ${port} on ${[...questions.keys()].join(', ')} was started by ${by}.`)
      told()
      return { ok: true, id, started: capture.started }
    },
    stop(id) {
      const capture = held.get(id)?.capture
      if (!capture?.isRunning()) return false
      capture.end('asked')
      return true
    },
    ended: async (id) => held.get(id)?.capture.ended,
    forget,
    captures: () => {
      captures ??= new Map(all().map((capture) => [capture.id, capture.state()]))
      return captures
    },
    packets: () => {
      packets ??= new Map(all().flatMap((capture) => [...capture.shown()]))
      return packets
    },
    rowsOf: (id) => held.get(id)?.capture.records() ?? [],
    file: (id) => {
      const capture = held.get(id)?.capture
      return capture === undefined ? null : writeFile(capture.records())
    },
    close() {
      for (const { capture, forgetLater } of held.values()) {
        forgetLater()
        capture.cancel()
      }
      held.clear()
    },
  }
}

const refuse = (why: string): CaptureStarted => ({ ok: false, why })
