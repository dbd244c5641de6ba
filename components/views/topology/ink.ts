/** The topology's brush: its fonts, and text that fits. */
import { mono, type Role, sans } from '#components/parts/ink.ts'
import type { Box } from '#components/stage/box.ts'
import type { Brush, Context } from '#components/stage/brush.ts'
import { shortenMiddle } from './labels.ts'
import type { Tone } from './tone.ts'

export type TopologyBrush = Brush<Role>

export const fonts = {
  name: `600 13px ${sans}`,
  pod: `500 12px ${sans}`,
  label: `500 12px ${sans}`,
  note: `500 11.5px ${sans}`,
  figure: `500 12px ${mono}`,
  address: `400 11px ${mono}`,
  head: `600 12px ${sans}`,
} as const

/** Families to have loaded before painting: a canvas asks for no font by itself. */
export const neededFonts = [
  "500 12px 'Inter Variable'",
  "600 13px 'Inter Variable'",
  "400 11px 'JetBrains Mono Variable'",
]

export const roleOfTone: Record<Tone, Role> = {
  fine: 'flow',
  settling: 'warn',
  draining: 'drain',
  missing: 'wrong',
  wrong: 'wrong',
  unknown: 'unknown',
}

const widths = new Map<string, number>()

export function textWidth(context: Context, font: string, text: string): number {
  const key = `${font}\n${text}`
  const known = widths.get(key)
  if (known !== undefined) return known
  context.font = font
  const width = context.measureText(text).width
  if (widths.size > 5_000) widths.clear()
  widths.set(key, width)
  return width
}

/** Fonts that arrive late have other widths. */
export const forgetWidths = (): void => widths.clear()

/** The text, or as much of both its ends as fits. */
export function fitText(context: Context, font: string, text: string, room: number): string {
  if (text === '' || room <= 0) return ''
  let fitted = text
  for (let most = [...text].length; most > 1 && textWidth(context, font, fitted) > room; ) {
    most = Math.min(most - 1, Math.floor((most * room) / textWidth(context, font, fitted)))
    fitted = shortenMiddle(text, Math.max(1, most))
  }
  return fitted
}

export interface Writing {
  readonly font: string
  readonly role: Role
  readonly align?: 'left' | 'right' | 'center'
}

/** Writes with the middle of the letters at `y`. */
export function write(
  brush: TopologyBrush,
  text: string,
  x: number,
  y: number,
  { font, role, align = 'left' }: Writing,
): void {
  if (text === '') return
  const { context, palette } = brush
  context.font = font
  context.fillStyle = palette[role]
  context.textAlign = align
  context.textBaseline = 'middle'
  context.fillText(text, x, y + 0.5)
}

/** Far out only names are written, in letters of this size on screen. */
const farLetterPx = 10.5
/** Closer than this the words of a mark are written in their own size. */
const farScale = 0.66
export const isFar = (brush: TopologyBrush): boolean => brush.camera.k < farScale

/** Writes a name readably however far out, as much of it as has room; nothing where not even a few letters have. `more` is written at the right when both have room. */
export function writeFar(brush: TopologyBrush, text: string, box: Box, role: Role, font: string, more = ''): void {
  const { context, camera } = brush
  const scale = farLetterPx / 13 / camera.k
  const inset = Math.min(16, 8 / camera.k)
  const room = (box.width - 2 * inset) / scale
  if (room < 24 || box.height * camera.k < farLetterPx) return
  context.save()
  context.translate(box.x + inset, box.y + box.height / 2)
  context.scale(scale, scale)
  write(brush, fitText(context, font, text, room), 0, 0, { font, role })
  if (more !== '' && textWidth(context, font, text) + textWidth(context, fonts.figure, more) + 12 <= room) {
    write(brush, more, room, 0, { font: fonts.figure, role: 'ink-quiet', align: 'right' })
  }
  context.restore()
}

/** Words smaller than this on screen are left out: they would be grain. */
const leastLetterPx = 6.4
export const isReadable = (brush: TopologyBrush, fontPx: number): boolean => fontPx * brush.camera.k >= leastLetterPx
