/** A drawing as plain shapes: SVG shows them on the page, a canvas paints the same ones into a picture. */

/** Roles of the palette, never hues. */
export const inks = ['ground', 'panel', 'raised', 'line', 'ink', 'ink-quiet', 'accent', 'wrong', 'unknown'] as const
export type Ink = (typeof inks)[number]

interface Look {
  readonly fill?: Ink
  readonly stroke?: Ink
  readonly width?: number
  readonly isDashed?: boolean
  /** 0 to 1; 1 where left out. */
  readonly opacity?: number
}

export interface TextShape {
  readonly is: 'text'
  readonly x: number
  /** Of the base line. */
  readonly y: number
  readonly text: string
  readonly ink: Ink
  readonly size: number
  readonly isMono?: boolean
  readonly isStrong?: boolean
  readonly align?: 'start' | 'middle' | 'end'
  readonly opacity?: number
}

export type Shape =
  | {
      readonly is: 'box'
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
      readonly radius?: number
      readonly look: Look
    }
  /** Closed when it is filled. */
  | { readonly is: 'path'; readonly points: readonly (readonly [number, number])[]; readonly look: Look }
  | { readonly is: 'circle'; readonly x: number; readonly y: number; readonly radius: number; readonly look: Look }
  | TextShape

/** Where a stop lies: what is pointed at, and what a ring is drawn around. */
export interface StopPlace {
  /** Place in `WalkResult.stops`. */
  readonly stop: number
  readonly x: number
  readonly y: number
  readonly radius: number
}

export interface Drawing {
  readonly width: number
  readonly height: number
  readonly shapes: readonly Shape[]
  readonly places: readonly StopPlace[]
}

/** Width of a letter of JetBrains Mono, in its size. */
const monoWidth = 0.6

export const monoTextWidth = (text: string, size: number): number => [...text].length * monoWidth * size

/** The text, or both its ends where it has no room: the end has the port. */
export function fitMono(text: string, room: number, size: number): string {
  const letters = [...text]
  const most = Math.floor(room / (monoWidth * size))
  if (letters.length <= most) return text
  if (most < 4) return ''
  const tail = Math.ceil((most - 1) / 2)
  return `${letters.slice(0, most - 1 - tail).join('')}…${letters.slice(-tail).join('')}`
}
