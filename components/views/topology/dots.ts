/**
 * Packets on their way: a dot for every `perDot` packets, at one speed, so that how close they
 * follow is how many there are. Each line keeps its phase; a changed rate stretches the row of
 * dots and never lets it jump.
 */
import type { EdgeMark } from './marks.ts'
import { pointAlong } from './path.ts'
import { dotSpeed, mostDots } from './scale.ts'

export interface Dot {
  x: number
  y: number
  radius: number
}

export interface Dots {
  /** Moves all dots on by `elapsedMs` and gives where they are; the array is used again at the next call. */
  advance(lines: readonly EdgeMark[], perDot: number, elapsedMs: number): readonly Dot[]
}

/** A rate takes this long to become another, milliseconds. */
const easeMs = 400

export function makeDots(): Dots {
  const states = new Map<string, { phase: number; perSecond: number }>()
  const dots: Dot[] = []
  return {
    advance(lines, perDot, elapsedMs) {
      dots.length = 0
      for (const line of lines) {
        const wanted = line.packets / perDot
        if (!(wanted > 0)) {
          states.delete(line.id)
          continue
        }
        let state = states.get(line.id)
        if (state === undefined) {
          // Lines do not start in step: where each starts follows from its name.
          state = { phase: fraction(line.id), perSecond: wanted }
          states.set(line.id, state)
        }
        state.perSecond += (wanted - state.perSecond) * Math.min(1, elapsedMs / easeMs)
        state.phase = (state.phase + (state.perSecond * elapsedMs) / 1000) % 1
        const spacing = dotSpeed / state.perSecond
        const radius = Math.min(3.2, Math.max(1.7, line.width * 0.42))
        for (let at = state.phase * spacing; at < line.track.length && dots.length < mostDots; at += spacing) {
          const point = pointAlong(line.track, at)
          dots.push({ x: point.x, y: point.y, radius })
        }
      }
      return dots
    },
  }
}

/** 0 to 1 from a text, always the same. */
export function fraction(text: string): number {
  let hash = 2166136261
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619)
  return (hash >>> 0) / 2 ** 32
}
