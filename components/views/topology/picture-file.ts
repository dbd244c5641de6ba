/**
 * The picture as a file: as it is drawn, in the theme shown, under its title, cluster and moment, above its legend. Made
 * in this browser from what is on screen, so it needs no hub and is of whatever moment is shown.
 */
import type { Role } from '#components/parts/ink.ts'
import type { Context } from '#components/stage/brush.ts'
import type { Size } from '#components/stage/camera.ts'
import type { Palette } from '#components/stage/palette.ts'
import { fonts, roleOfTone, textWidth } from './ink.ts'
import type { LegendEntry, Sign } from './legend-entries.ts'
import { dashes } from './paint-edges.ts'

/** Device pixels a pixel: sharp in print and on any screen. */
export const savedRatio = 2

export interface PictureFile {
  /** Both layers, at `savedRatio`. */
  readonly drawn: HTMLCanvasElement
  /** Of it, from the upper left corner: what no panel lies over, CSS pixels. */
  readonly size: Size
  readonly palette: Palette<Role>
  /** `Topology · demo shop`. */
  readonly title: string
  /** When, and what is said of it. */
  readonly lines: readonly string[]
  readonly entries: readonly LegendEntry[]
}

const pad = 20
const lineHeight = 19
/** Between picture and legend. */
const gap = 10
const titleFont = fonts.name.replace('13px', '17px')

/** Null where the browser makes no canvas. */
export function composePicture({ drawn, size, palette, title, lines, entries }: PictureFile): HTMLCanvasElement | null {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  if (context === null) return null
  const room = size.width - 2 * pad
  const said = lines.flatMap((line) => wrap(context, fonts.pod, line, room))
  const places = placeEntries(context, entries, room)
  const top = pad + 22 + said.length * lineHeight + 8
  const below = ((places.at(-1)?.line ?? -1) + 1) * lineHeight + pad + gap
  canvas.width = Math.round(size.width * savedRatio)
  canvas.height = Math.round((top + size.height + below) * savedRatio)
  context.fillStyle = palette.ground
  context.fillRect(0, 0, canvas.width, canvas.height)
  const [width, height] = [size.width * savedRatio, size.height * savedRatio]
  context.drawImage(drawn, 0, 0, width, height, 0, Math.round(top * savedRatio), width, height)
  context.scale(savedRatio, savedRatio)
  context.fillStyle = palette.line
  context.fillRect(pad, top + size.height, room, 1 / savedRatio)
  context.textBaseline = 'middle'
  const say = (text: string, font: string, role: Role, x: number, y: number) => {
    context.font = font
    context.fillStyle = palette[role]
    context.fillText(text, x, y)
  }
  say(title, titleFont, 'ink', pad, pad + 10)
  context.textAlign = 'right'
  say('Fairlead', fonts.label, 'ink-quiet', size.width - pad, pad + 10)
  context.textAlign = 'left'
  for (const [index, line] of said.entries()) say(line, fonts.pod, 'ink-quiet', pad, pad + 32 + index * lineHeight)
  for (const { entry, x, line } of places) {
    const y = top + size.height + gap + line * lineHeight + 8
    drawSign(context, palette, entry.sign, pad + x, y)
    say(entry.word, fonts.pod, 'ink-quiet', pad + x + signWidth + 6, y)
  }
  return canvas
}

const signWidth = 26
const between = 18

function placeEntries(context: Context, entries: readonly LegendEntry[], room: number) {
  let x = 0
  let line = 0
  return entries.map((entry) => {
    const width = signWidth + 6 + textWidth(context, fonts.pod, entry.word) + between
    if (x > 0 && x + width - between > room) {
      x = 0
      line += 1
    }
    const place = { entry, x, line }
    x += width
    return place
  })
}

/** Into lines of whole words. */
function wrap(context: Context, font: string, text: string, room: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && textWidth(context, font, longer) > room) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return line === '' ? lines : [...lines, line]
}

function drawSign(context: CanvasRenderingContext2D, palette: Palette<Role>, sign: Sign, x: number, y: number): void {
  const line = (from: number, to: number, at: number) => {
    context.beginPath()
    context.moveTo(x + from, at)
    context.lineTo(x + to, at)
    context.stroke()
  }
  switch (sign.is) {
    case 'line': {
      context.strokeStyle = palette[roleOfTone[sign.tone]]
      context.lineWidth = sign.tone === 'fine' ? 3 : sign.tone === 'unknown' ? 1 : 2
      context.setLineDash([...dashes[sign.tone]])
      if (sign.tone === 'unknown') for (const away of [-1.5, 1.5]) line(0, signWidth, y + away)
      else line(0, signWidth, y)
      context.setLineDash([])
      break
    }
    case 'width':
      context.fillStyle = palette.flow
      context.beginPath()
      context.moveTo(x, y - 0.6)
      context.lineTo(x + signWidth, y - 4.5)
      context.lineTo(x + signWidth, y + 4.5)
      context.lineTo(x, y + 0.6)
      context.fill()
      break
    case 'dot':
      context.fillStyle = palette.ink
      context.beginPath()
      context.arc(x + signWidth - 6, y, 3, 0, Math.PI * 2)
      context.fill()
      break
    case 'arrow':
      context.fillStyle = palette.flow
      context.beginPath()
      context.moveTo(x + signWidth - 12, y - 4)
      context.lineTo(x + signWidth - 2, y)
      context.lineTo(x + signWidth - 12, y + 4)
      context.fill()
      break
    case 'tick':
      for (const [at, role, half] of [
        [9, 'ink-quiet', 4],
        [14, 'ink-quiet', 4],
        [19, 'wrong', 6],
        [24, 'ink-quiet', 4],
      ] as const) {
        context.fillStyle = palette[role]
        context.fillRect(x + at - 1.5, y - half, 3, 2 * half)
      }
      break
    case 'about':
      context.font = fonts.pod
      context.fillStyle = palette['ink-quiet']
      context.fillText('≈', x + signWidth - 10, y)
      break
  }
}
