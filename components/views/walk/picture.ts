/** The card as a PNG: the shapes of the map and the sentences above it, painted on a canvas in the page's own fonts and colours. */
import type { Words } from '#components/words/words.ts'
import type { WalkResult } from '#model/walk/walk.ts'
import { drawAcross } from './draw-across.ts'
import { type Ink, inks, type Shape, type TextShape } from './shapes.ts'
import type { VerdictText } from './verdict-sentence.ts'

interface CardText {
  readonly result: WalkResult
  readonly verdict: VerdictText
  /** What it is of: who asked whom and when, the cluster, the walk's id. */
  readonly about: readonly string[]
  readonly words: Words
}

const margin = 40
const mapWidth = 1320
/** Pixels of the picture for each of the drawing. */
const scale = 2

type Colours = Readonly<Record<Ink, string>>

/** Null where the browser has no canvas, or too little memory for one. */
export async function pictureOf({ result, verdict, about, words }: CardText): Promise<Blob | null> {
  const drawing = drawAcross(result, words.walk, mapWidth, null)
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  if (context === null) return null
  const style = getComputedStyle(document.documentElement)
  const colours = Object.fromEntries(inks.map((ink) => [ink, style.getPropertyValue(`--${ink}`).trim()])) as Colours
  const fonts = { sans: style.fontFamily, mono: monoFamily() }
  // A canvas asks for no font by itself.
  await Promise.allSettled(
    [`600 28px ${fonts.sans}`, `400 16px ${fonts.sans}`, `400 12px ${fonts.mono}`].map((font) =>
      document.fonts.load(font),
    ),
  )

  const { headline, proof } = verdict
  const fontOf = {
    headline: `600 28px ${fonts.sans}`,
    proof: `400 16px ${fonts.sans}`,
    small: `400 12px ${fonts.sans}`,
  }
  const headlines = wrap(context, headline, fontOf.headline, drawing.width)
  const proofs = wrap(context, proof.join(words.parts.gap), fontOf.proof, drawing.width)
  const proofTop = margin + 24 + headlines.length * 36 + 6
  const mapTop = proofTop + proofs.length * 25 + 26
  const [width, height] = [drawing.width + 2 * margin, mapTop + drawing.height + 48]
  canvas.width = width * scale
  canvas.height = height * scale
  context.scale(scale, scale)
  context.fillStyle = colours.ground
  context.fillRect(0, 0, width, height)
  const write = (text: string, font: string, ink: Ink, x: number, y: number, align: CanvasTextAlign = 'left') => {
    context.font = font
    context.fillStyle = colours[ink]
    context.textAlign = align
    context.fillText(text, x, y)
  }
  const isBad = result.verdict.is === 'lost' || result.verdict.is === 'refused'
  const [subject = '', ...rest] = about
  write(subject, fontOf.small, 'ink-quiet', margin, margin + 6)
  headlines.forEach((text, row) => {
    write(text, fontOf.headline, isBad ? 'wrong' : 'ink', margin, margin + 18 + (row + 1) * 36)
  })
  proofs.forEach((text, row) => {
    write(text, fontOf.proof, 'ink', margin, proofTop + (row + 1) * 25)
  })
  context.save()
  context.translate(margin, mapTop)
  for (const shape of drawing.shapes) paintShape(context, shape, colours, fonts)
  context.restore()
  write(rest.join(' · '), fontOf.small, 'ink-quiet', margin, height - 18)
  write('Fairlead', `600 12px ${fonts.sans}`, 'ink-quiet', width - margin, height - 18, 'right')
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
}

/** As the page says it, read from an element that has it. */
function monoFamily(): string {
  const probe = document.createElement('span')
  probe.className = 'addr'
  document.body.append(probe)
  const family = getComputedStyle(probe).fontFamily
  probe.remove()
  return family
}

function paintShape(
  context: CanvasRenderingContext2D,
  shape: Shape,
  colours: Colours,
  fonts: { sans: string; mono: string },
): void {
  if (shape.is === 'text') {
    paintText(context, shape, colours, fonts)
    return
  }
  const { fill, stroke, width = 1, isDashed = false, opacity = 1 } = shape.look
  context.globalAlpha = opacity
  context.beginPath()
  if (shape.is === 'box') context.roundRect(shape.x, shape.y, shape.width, shape.height, shape.radius ?? 0)
  else if (shape.is === 'circle') context.arc(shape.x, shape.y, shape.radius, 0, Math.PI * 2)
  else {
    for (const [x, y] of shape.points) context.lineTo(x, y)
    if (fill) context.closePath()
  }
  if (fill) {
    context.fillStyle = colours[fill]
    context.fill()
  }
  if (stroke) {
    context.strokeStyle = colours[stroke]
    context.lineWidth = width
    context.setLineDash(isDashed ? [4, 3] : [])
    context.stroke()
  }
  context.globalAlpha = 1
}

const aligns = { start: 'left', middle: 'center', end: 'right' } as const

function paintText(
  context: CanvasRenderingContext2D,
  shape: TextShape,
  colours: Colours,
  fonts: { sans: string; mono: string },
): void {
  const { x, y, text, ink, size, isMono = false, isStrong = false, align = 'start', opacity = 1 } = shape
  context.globalAlpha = opacity
  context.font = `${isStrong ? 600 : 400} ${size}px ${isMono ? fonts.mono : fonts.sans}`
  context.fillStyle = colours[ink]
  context.textAlign = aligns[align]
  context.fillText(text, x, y)
  context.globalAlpha = 1
}

/** Lines no wider than `room`: broken between words, in Chinese between any two signs. */
function wrap(context: CanvasRenderingContext2D, text: string, font: string, room: number): string[] {
  context.font = font
  const lines: string[] = []
  let line = ''
  for (const piece of text.match(/[⺀-鿿＀-￯]|[^\s⺀-鿿＀-￯]+\s*|\s+/g) ?? []) {
    if (line !== '' && context.measureText(line + piece.trimEnd()).width > room) {
      lines.push(line.trimEnd())
      line = ''
    }
    line += piece
  }
  return line === '' ? lines : [...lines, line.trimEnd()]
}
