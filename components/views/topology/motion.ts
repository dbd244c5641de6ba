/**
 * What changed moves: a mark goes to its new place in 400 ms, a new one grows in meanwhile, one
 * that left fades over a second. Time is the frame clock's.
 */
import { type Box, blend } from '#components/stage/box.ts'
import type { ThingId } from '#model/thing.ts'
import type { Layout } from './layout.ts'
import type { Mark } from './marks.ts'

const moveMs = 400
const fadeMs = 1000

export interface Motion {
  /** Tells it of a new layout and of the marks shown until now. */
  change(before: Layout, after: Layout, shown: readonly Mark[], now: number): void
  /** The layout as it stands at that moment; the same object once it stands still. */
  layoutAt(now: number): Layout | null
  presence(id: ThingId, now: number): number
  /** Marks that are gone and still fade. */
  leaving(now: number): readonly Mark[]
  /** Whether anything still moves. */
  moves(now: number): boolean
  /** Nothing moves: people asked for less motion, or everything is new. */
  stop(): void
}

export function makeMotion(): Motion {
  let moving: { from: ReadonlyMap<ThingId, Box>; to: Layout; start: number } | null = null
  let appeared = new Map<ThingId, number>()
  let gone = new Map<ThingId, { mark: Mark; start: number }>()
  const ease = (t: number) => 1 - (1 - t) ** 3
  const part = (start: number, now: number, length: number) => Math.min(1, Math.max(0, (now - start) / length))

  return {
    change(before, after, shown, now) {
      const from = this.layoutAt(now)?.boxes ?? before.boxes
      appeared = new Map([...appeared].filter(([, start]) => now - start < moveMs))
      for (const id of after.boxes.keys()) if (!from.has(id)) appeared.set(id, now)
      gone = new Map([...gone].filter(([id, { start }]) => now - start < fadeMs && !after.boxes.has(id)))
      for (const mark of shown)
        if (!after.boxes.has(mark.id) && mark.kind !== 'label') gone.set(mark.id, { mark, start: now })
      const moved = [...after.boxes].some(([id, box]) => {
        const old = from.get(id)
        return old && (old.x !== box.x || old.y !== box.y || old.width !== box.width || old.height !== box.height)
      })
      moving = moved ? { from, to: after, start: now } : null
    },
    layoutAt(now) {
      if (moving === null) return null
      const t = part(moving.start, now, moveMs)
      if (t === 1) {
        moving = null
        return null
      }
      const { from, to } = moving
      const boxes = new Map([...to.boxes].map(([id, box]) => [id, blend(from.get(id) ?? box, box, ease(t))]))
      return { ...to, boxes }
    },
    presence(id, now) {
      const left = gone.get(id)
      if (left) return 1 - part(left.start, now, fadeMs)
      const start = appeared.get(id)
      return start === undefined ? 1 : ease(part(start, now, moveMs))
    },
    leaving: (now) => [...gone.values()].flatMap(({ mark, start }) => (now - start < fadeMs ? [mark] : [])),
    moves(now) {
      if (moving !== null && now - moving.start < moveMs) return true
      for (const start of appeared.values()) if (now - start < moveMs) return true
      for (const { start } of gone.values()) if (now - start < fadeMs) return true
      return false
    },
    stop() {
      moving = null
      appeared.clear()
      gone.clear()
    },
  }
}
