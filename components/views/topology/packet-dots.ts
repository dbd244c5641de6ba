/**
 * Dots that are packets: each goes along its line once, in its direction. It starts a little later than it was captured, by
 * the same for all of a node, so that the spaces between them are those of the packets and not of how news arrive.
 */
import type { Dot } from './dots.ts'
import type { EdgeMark } from './marks.ts'
import type { PacketWay } from './packet-ways.ts'
import { pointAlong } from './path.ts'
import { mostDots } from './scale.ts'

/** News come up to about a second after the packet. */
const delayMs = 1_200
/** Speed along the line, world units a second. */
const speed = 340
/** Of one packet; several at one place make a larger dot, by the root of how many they are. */
const leastRadius = 2.8
const mostRadius = 7
/** So near to each other they are drawn as one, world units. */
const near = 4

export interface PacketDots {
  /** New ways, at that moment of the frame clock. */
  take(ways: readonly PacketWay[], nowMs: number): void
  /** Where the packets on their way are. `lineOf` names the line a packet goes along; null for none that is drawn. */
  at(lineOf: (way: PacketWay) => EdgeMark | null, nowMs: number): readonly Dot[]
  /** Whether any is on its way or about to start. */
  moves(nowMs: number): boolean
}

interface Travelling {
  readonly way: PacketWay
  readonly startMs: number
}

/** The longest line takes no longer; then a packet is through. */
const mostTravelMs = 12_000

export function makePacketDots(): PacketDots {
  /** How far the frame clock is ahead of each node's wall clock, with the least delay of its news, milliseconds. */
  const ahead = new Map<string, number>()
  let travelling: Travelling[] = []
  return {
    take(ways, nowMs) {
      for (const { seenOn, atUs } of ways)
        ahead.set(seenOn, Math.min(ahead.get(seenOn) ?? Infinity, nowMs - atUs / 1_000))
      travelling.push(...ways.map((way) => ({ way, startMs: way.atUs / 1_000 + ahead.get(way.seenOn)! + delayMs })))
    },
    at(lineOf, nowMs) {
      const dots = new Map<string, { dot: Dot; count: number }>()
      travelling = travelling.filter(({ way, startMs }) => {
        const gone = ((nowMs - startMs) * speed) / 1_000
        if (gone < 0) return true
        const line = lineOf(way)
        if (line === null) return nowMs - startMs < mostTravelMs
        const { track } = line
        if (gone > track.length) return false
        const key = `${line.id} ${way.isReply} ${Math.round(gone / near)}`
        const together = dots.get(key)
        if (together) {
          together.count += 1
          together.dot.radius = Math.min(mostRadius, leastRadius * Math.sqrt(together.count))
        } else if (dots.size < mostDots) {
          const { x, y } = pointAlong(track, way.isReply ? track.length - gone : gone)
          dots.set(key, { dot: { x, y, radius: leastRadius }, count: 1 })
        }
        return true
      })
      return [...dots.values()].map(({ dot }) => dot)
    },
    moves: (nowMs) => travelling.some(({ startMs }) => nowMs - startMs < mostTravelMs),
  }
}
