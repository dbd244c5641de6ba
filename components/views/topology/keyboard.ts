/** Walking the picture with keys: along the lines from rank to rank, or within a rank. */
import { type Box, centreOf } from '#components/stage/box.ts'
import type { ThingId } from '#model/thing.ts'
import type { Layout } from './layout.ts'
import type { Mark } from './marks.ts'
import type { Routes } from './routes.ts'
import type { Direction } from './sizes.ts'

export type Step = 'onward' | 'back' | 'next' | 'previous'

/** What an arrow key means, given which way traffic is drawn. */
export function stepOfKey(key: string, direction: Direction): Step | null {
  const across: Record<string, Step> = {
    ArrowRight: 'onward',
    ArrowLeft: 'back',
    ArrowDown: 'next',
    ArrowUp: 'previous',
  }
  const down: Record<string, Step> = { ArrowDown: 'onward', ArrowUp: 'back', ArrowRight: 'next', ArrowLeft: 'previous' }
  return (direction === 'across' ? across : down)[key] ?? null
}

const rankOf = (mark: Mark): number | null => {
  switch (mark.kind) {
    case 'node':
      return 0
    case 'service':
      return 1
    case 'pod':
      return 2
    case 'gathered':
      return mark.id.startsWith('nodes:') ? 0 : mark.id.startsWith('island:') ? 1 : 2
    default:
      return null
  }
}

/** The thing one step from `from`; the first of all when `from` is not drawn; null when there is nowhere to go. */
export function walk(
  marks: readonly Mark[],
  layout: Pick<Layout, 'sizes'>,
  routes: Routes,
  from: ThingId,
  step: Step,
): ThingId | null {
  const places = marks.flatMap((mark) => {
    const rank = rankOf(mark)
    return rank === null ? [] : [{ id: mark.id, rank, box: mark.box }]
  })
  const along = (box: Box) => (layout.sizes.direction === 'across' ? centreOf(box).y : centreOf(box).x)
  const aside = (box: Box) => (layout.sizes.direction === 'across' ? centreOf(box).x : centreOf(box).y)
  const here = places.find((place) => place.id === from)
  const ordered = [...places].sort(
    (a, b) => a.rank - b.rank || aside(a.box) - aside(b.box) || along(a.box) - along(b.box),
  )
  if (!here) return ordered[0]?.id ?? null
  if (step === 'next' || step === 'previous') {
    const rank = ordered.filter((place) => place.rank === here.rank)
    const at = rank.indexOf(here) + (step === 'next' ? 1 : -1)
    return rank[at]?.id ?? null
  }
  const linked = new Set(step === 'onward' ? routes.onward(from) : routes.back(from))
  const wanted = here.rank + (step === 'onward' ? 1 : -1)
  const candidates = ordered.filter((place) => place.rank === wanted && linked.has(place.id))
  const far = (box: Box) => Math.abs(along(box) - along(here.box))
  return candidates.sort((a, b) => far(a.box) - far(b.box))[0]?.id ?? null
}
