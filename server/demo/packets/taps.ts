/** Captures on simulated nodes: of the packets the network lays, each gets those that pass its node and fit. */
import type { CaptureQuestion } from '#model/capture/question.ts'
import { linkTypes } from '#model/packets/link.ts'
import type { PcapRecord } from '#model/packets/pcap.ts'
import type { CaptureEvents, CaptureOver, RunningCapture } from '#server/agent/kernel.ts'
import type { Agenda } from '../agenda.ts'
import type { Ends } from '../kernel/ends.ts'
import { fits } from './fits.ts'
import { recordOf, type Sighting } from './segment.ts'
import type { Ground } from './terrain.ts'

export interface Taps {
  isOpen(): boolean
  /**
   * Whether one of them may keep something of this connection, and has room for more of what nobody asked for. `isOld`: it
   * was there before, and must leave room for new ones.
   */
  want(ends: Ends, isOld: boolean): boolean
  /** `isLive`: of the simulated clients, which count against the room. */
  show(sightings: readonly Sighting[], isLive: boolean): void
  open(node: Ground, question: CaptureQuestion, to: CaptureEvents): RunningCapture
}

export interface TapsConfig {
  readonly agenda: Agenda
  /** Sees to it that the agenda is run in so many milliseconds. */
  readonly wake: (ms: number) => void
  /** Microseconds since 1970 by a node's wall clock at a simulated time. */
  readonly wallUs: (node: Ground, atMs: number) => number
  /** The first is there: live traffic is laid from now on. */
  readonly opened: () => void
}

interface Tap {
  readonly node: Ground
  readonly question: CaptureQuestion
  readonly to: CaptureEvents
  readonly openedMs: number
  readonly waiting: Sighting[]
  /** When the next delivery is planned; infinite for none. */
  nextMs: number
  /** Second of simulated time, and live packets laid in it. */
  second: number
  laid: number
  isOver: boolean
}

/** Live packets a second that one capture is given: usual ceilings then last as long as the usual time. */
const mostLive = 80
const mostOld = 30
/** Packets wait so long for company. */
const togetherMs = 20

export function makeTaps({ agenda, wake, wallUs, opened }: TapsConfig): Taps {
  const taps = new Set<Tap>()

  const deliver = (tap: Tap) => {
    if (tap.isOver) return
    tap.nextMs = Number.POSITIVE_INFINITY
    const nowMs = agenda.nowMs()
    const due = tap.waiting.filter(({ atMs }) => atMs <= nowMs).sort((a, b) => a.atMs - b.atMs)
    const later = tap.waiting.filter(({ atMs }) => atMs > nowMs)
    tap.waiting.splice(0, tap.waiting.length, ...later)
    plan(tap)
    if (due.length === 0) return
    tap.to.records(
      due.map((sighting): PcapRecord => ({ atUs: wallUs(tap.node, sighting.atMs), ...recordOf(sighting) })),
    )
  }

  const plan = (tap: Tap) => {
    const dueMs = tap.waiting.reduce((least, { atMs }) => Math.min(least, atMs), Number.POSITIVE_INFINITY) + togetherMs
    if (dueMs >= tap.nextMs) return
    tap.nextMs = dueMs
    const inMs = Math.max(0, dueMs - agenda.nowMs())
    agenda.after(inMs, () => deliver(tap))
    wake(inMs)
  }

  const end = (tap: Tap, why: CaptureOver['why']) => {
    if (tap.isOver) return
    deliver(tap)
    tap.isOver = true
    taps.delete(tap)
    tap.to.ended({ why, sentence: null, dropped: 0 })
  }

  const laidIn = (tap: Tap): number => {
    const second = Math.floor(agenda.nowMs() / 1_000)
    if (tap.second !== second) {
      tap.second = second
      tap.laid = 0
    }
    return tap.laid
  }

  return {
    isOpen: () => taps.size > 0,
    want(ends, isOld) {
      let isWanted = false
      for (const tap of taps) {
        if (!mayFit(tap, ends)) continue
        // Where one has no room none gets it: a connection is the same at all its nodes.
        if (laidIn(tap) >= (isOld ? mostOld : mostLive)) return false
        isWanted = true
      }
      return isWanted
    },
    show(sightings, isLive) {
      for (const tap of taps) {
        const kept = sightings.filter((sighting) => sighting.atMs >= tap.openedMs && isKept(tap, sighting))
        if (kept.length === 0) continue
        if (isLive) tap.laid += kept.length
        tap.waiting.push(...kept)
        plan(tap)
      }
    },
    open(node, question, to) {
      const tap: Tap = {
        node,
        question,
        to,
        openedMs: agenda.nowMs(),
        waiting: [],
        nextMs: Number.POSITIVE_INFINITY,
        second: -1,
        laid: 0,
        isOver: false,
      }
      queueMicrotask(() => {
        if (tap.isOver) return
        to.started(
          linkTypes.cooked2,
          node.simulated.devices.all().map(({ index, name }) => [index, name]),
        )
      })
      taps.add(tap)
      if (taps.size === 1) opened()
      const lastsMs = question.seconds * 1_000
      agenda.after(lastsMs, () => end(tap, 'seconds'))
      wake(lastsMs)
      return { stop: () => end(tap, 'asked') }
    },
  }
}

function isKept({ node, question }: Tap, { crossing, segment }: Sighting): boolean {
  if (crossing.node !== node.name) return false
  const protocol = segment.is === 'refusal' ? 'ICMP' : segment.is === 'udp' ? 'UDP' : 'TCP'
  return fits(question.filter, { ...crossing, protocol, isInTunnel: crossing.outer !== null })
}

/** Before or after its translation, wherever it passes. */
function mayFit({ question }: Tap, { protocol, client, virtual, source, real }: Ends): boolean {
  const seen = { protocol, isInTunnel: false }
  return (
    fits(question.filter, { ...seen, from: client, to: virtual }) ||
    fits(question.filter, { ...seen, from: source, to: real })
  )
}
