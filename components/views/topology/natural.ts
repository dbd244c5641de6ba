/**
 * How high a picture is where the page is as long as what is in it: an embedded view. Of its width and of what is in
 * view alone and never of the height there is, so that a frame which follows it comes to rest at once.
 */
import { margin, mostOf } from './cameraman.ts'
import { headingRoom } from './headings.ts'
import type { Layout } from './layout.ts'
import type { Free } from './sizes.ts'

/** Least and most, pixels: about a screen. */
const across = [320, 880] as const
/** Ranks below each other: room for the panel of a selection and as much of the picture; two telephones. */
const down = [480, 1_600] as const
/** Heights change in steps: a page does not move for a pixel. */
const step = 8

const between = (value: number, [least, most]: readonly [number, number]): number =>
  Math.min(most, Math.max(least, value))

/** The room a layout is made for when there is nothing but a width. */
export const naturalFree = (width: number): Free => ({ width, height: between(width * 0.56, across) })

/** Of the whole stage, pixels; `width` is the room beside its margins. */
export function naturalHeight(layout: Layout, width: number): number {
  const { bounds, sizes } = layout
  const k = Math.min(mostOf(layout), width / Math.max(1, bounds.width))
  const height = (bounds.height + headingRoom) * k + margin.top + margin.bottom
  return between(Math.ceil(height / step) * step, sizes.direction === 'down' ? down : across)
}

/** Follows at once where more room is needed; gives room back only with another width or filter: what is wrong comes and goes. */
export function makeNatural(): (key: string, height: number) => number {
  let last = { key: '', height: 0 }
  return (key, height) => {
    last = { key, height: last.key === key ? Math.max(last.height, height) : height }
    return last.height
  }
}
