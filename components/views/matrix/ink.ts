/** The matrix's brush: its fonts, and a colour for every byte. */
import { mono, type Role, sans } from '#components/parts/ink.ts'
import type { Brush } from '#components/stage/brush.ts'
import type { Palette } from '#components/stage/palette.ts'
import { amountCodes, codes, levels } from './codes.ts'
import type { Measure } from './options.ts'

export type MatrixBrush = Brush<Role>

export const fonts = {
  name: `500 12px ${sans}`,
  band: `600 11px ${sans}`,
  node: `400 11px ${mono}`,
} as const

/** Red, green, blue, each 0 to 255. */
export type Rgb = readonly [number, number, number]
/** A colour of the palette as numbers. */
export type ReadColour = (css: string) => Rgb

const mix = (a: Rgb, b: Rgb, share: number): Rgb => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
]

/** What share of its own colour a level has; the rest is ground. */
export const shareOfLevel = (level: number): number => 0.16 + (0.84 * level) / (levels - 1)

/**
 * A pixel for every byte, as `ImageData` has them. With `shapes` the states that are told by shape
 * leave their cells to it.
 */
export function makePixels(by: Measure, palette: Palette<Role>, read: ReadColour, shapes: boolean): Uint32Array {
  const pixels = new Uint32Array(256)
  const ground = read(palette.ground)
  const set = (code: number, [red, green, blue]: Rgb) => {
    // Bytes in memory are red, green, blue, opaque; every machine with a browser is little-endian.
    pixels[code] = (0xff000000 | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0
  }
  const tint = (role: Role, share: number) => mix(ground, read(palette[role]), share)
  if (by === 'drift') {
    set(codes.agrees, tint('ok', 0.26))
    set(codes.unknown, shapes ? ground : tint('unknown', 0.5))
    set(codes.draining, shapes ? tint('drain', 0.22) : tint('drain', 1))
    set(codes.settling, shapes ? tint('warn', 0.3) : tint('warn', 1))
    set(codes.missing, shapes ? tint('wrong', 0.14) : tint('wrong', 1))
    set(codes.wrong, tint('wrong', 1))
    return pixels
  }
  set(amountCodes.unknown, shapes ? ground : tint('unknown', 0.4))
  set(amountCodes.zero, tint('line', 0.45))
  for (let level = 0; level < levels; level++) set(amountCodes.least + level, tint('flow', shareOfLevel(level)))
  return pixels
}

/** Writing on a cell: dark on light or light on dark, whichever reads better in the theme. */
export const roleOnLevel = (code: number): Role =>
  code >= amountCodes.least && shareOfLevel(code - amountCodes.least) > 0.62 ? 'ground' : 'ink'
