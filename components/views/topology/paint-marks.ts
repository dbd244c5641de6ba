/** Cards, capsules, Pods and groups. */
import type { Role } from '#components/parts/ink.ts'
import type { Box } from '#components/stage/box.ts'
import { hairline } from '#components/stage/brush.ts'
import { fitText, fonts, isFar, isReadable, type TopologyBrush, textWidth, write, writeFar } from './ink.ts'
import type { GroupMark, NodeMark, PodMark, ServiceMark } from './marks.ts'
import { paintCells } from './paint-cells.ts'
import { gathered } from './sizes.ts'
import type { Tone } from './tone.ts'

const radius = 6

function plate(brush: TopologyBrush, box: Box, corner: number, fill: Role | null, edge: Role | null, width = 0): void {
  const { context, palette } = brush
  context.beginPath()
  context.roundRect(box.x, box.y, box.width, box.height, corner)
  if (fill) {
    context.fillStyle = palette[fill]
    context.fill()
  }
  if (edge) {
    context.strokeStyle = palette[edge]
    context.lineWidth = Math.max(width, hairline(brush))
    context.stroke()
  }
}

/** Edge of a mark by tone: what agrees has a hairline, what does not has ink and a shape of its own. */
const edges: Record<Tone, { role: Role; width: number; dash: readonly number[] }> = {
  fine: { role: 'line', width: 1, dash: [] },
  settling: { role: 'warn', width: 1.5, dash: [2, 3] },
  draining: { role: 'drain', width: 1.5, dash: [8, 3, 2, 3] },
  missing: { role: 'wrong', width: 1.75, dash: [6, 4] },
  wrong: { role: 'wrong', width: 2, dash: [] },
  unknown: { role: 'unknown', width: 1, dash: [3, 3] },
}

export function paintNode(brush: TopologyBrush, mark: NodeMark): void {
  const { context } = brush
  const { box, tone } = mark
  const hollow = tone === 'unknown'
  const edge = edges[tone]
  context.setLineDash([...edge.dash])
  plate(brush, box, radius, hollow ? 'ground' : 'panel', edge.role, edge.width)
  context.setLineDash([])
  if (isFar(brush)) {
    const hasTicks = box.height * brush.camera.k > 24
    const upperPart = hasTicks ? { ...box, height: box.height * 0.68 } : box
    writeFar(brush, mark.name, upperPart, hollow ? 'ink-quiet' : 'ink', fonts.name, mark.rate)
    if (hasTicks)
      paintTicks(
        brush,
        mark.ticks,
        hollow,
        { x: box.x + 16, y: box.y + box.height * 0.78, width: box.width - 32 },
        false,
      )
    return
  }
  const left = box.x + 12
  const right = box.x + box.width - 12
  const [upper, lower] = [box.y + box.height * 0.34, box.y + box.height * 0.72]
  let noteWidth = 0
  if (isReadable(brush, 13)) {
    const rateWidth = mark.rate === '' ? 0 : textWidth(context, fonts.figure, mark.rate) + 10
    write(brush, fitText(context, fonts.name, mark.name, right - left - rateWidth), left, upper, {
      font: fonts.name,
      role: hollow ? 'ink-quiet' : 'ink',
    })
    write(brush, mark.rate, right, upper, { font: fonts.figure, role: 'ink-quiet', align: 'right' })
    if (mark.note !== '') {
      const note = fitText(context, fonts.note, mark.note, right - left - 30)
      noteWidth = textWidth(context, fonts.note, note) + 10
      write(brush, note, left, lower, { font: fonts.note, role: mark.warns ? 'warn' : 'unknown' })
    }
  }
  paintTicks(
    brush,
    mark.ticks,
    hollow,
    { x: left + noteWidth, y: lower, width: right - left - noteWidth },
    mark.note !== '',
  )
}

/** The node's table as a glyph: what agrees is low and quiet, what differs stands up in its colour. */
function paintTicks(
  brush: TopologyBrush,
  ticks: readonly Tone[],
  hollow: boolean,
  room: { x: number; y: number; width: number },
  toRight: boolean,
): void {
  const { context, palette } = brush
  const step = Math.min(8, room.width / Math.max(1, ticks.length))
  const width = Math.max(0.75, step - Math.min(2, step * 0.35))
  const start = toRight ? room.x + room.width - step * ticks.length : room.x
  const tick = (role: Role, wanted: (tone: Tone) => boolean, height: number, filled: boolean) => {
    if (!ticks.some(wanted)) return
    context.beginPath()
    ticks.forEach((tone, index) => {
      if (wanted(tone)) context.rect(start + index * step, room.y - height / 2, width, height)
    })
    if (filled) {
      context.fillStyle = palette[role]
      context.fill()
    } else {
      context.strokeStyle = palette[role]
      context.lineWidth = Math.max(1, hairline(brush))
      context.stroke()
    }
  }
  if (hollow) {
    tick('unknown', () => true, 8, false)
    return
  }
  context.globalAlpha *= 0.75
  tick('ink-quiet', (tone) => tone === 'fine', 8, true)
  context.globalAlpha /= 0.75
  tick('warn', (tone) => tone === 'settling', 12, true)
  tick('drain', (tone) => tone === 'draining', 12, true)
  tick('wrong', (tone) => tone === 'wrong', 14, true)
  tick('wrong', (tone) => tone === 'missing', 14, false)
}

export function paintService(brush: TopologyBrush, mark: ServiceMark): void {
  const { context, palette } = brush
  const { box, tone } = mark
  const edge = edges[tone]
  const corner = box.height / 2
  plate(brush, box, corner, tone === 'unknown' ? 'ground' : 'panel', null)
  context.setLineDash([...edge.dash])
  context.beginPath()
  if (mark.empty) {
    // Open at the right: nothing to go to.
    context.moveTo(box.x + box.width - corner, box.y)
    context.lineTo(box.x + corner, box.y)
    context.arc(box.x + corner, box.y + corner, corner, -Math.PI / 2, Math.PI / 2, true)
    context.lineTo(box.x + box.width - corner, box.y + box.height)
  } else context.roundRect(box.x, box.y, box.width, box.height, corner)
  context.strokeStyle = palette[mark.empty && tone === 'fine' ? 'unknown' : edge.role]
  context.lineWidth = Math.max(edge.width, hairline(brush))
  context.stroke()
  context.setLineDash([])
  paintServiceWords(brush, mark)
}

export function paintServiceWords(brush: TopologyBrush, mark: ServiceMark): void {
  const { context } = brush
  const { box } = mark
  if (isFar(brush)) {
    writeFar(brush, mark.name, box, 'ink', fonts.name, mark.rate)
    return
  }
  const left = box.x + 20
  const right = box.x + box.width - 20
  const rateWidth = mark.rate === '' ? 0 : textWidth(context, fonts.figure, mark.rate) + 10
  write(brush, fitText(context, fonts.name, mark.name, right - left - rateWidth), left, box.y + 17, {
    font: fonts.name,
    role: 'ink',
  })
  write(brush, mark.rate, right, box.y + 17, { font: fonts.figure, role: 'ink-quiet', align: 'right' })
  if (!isReadable(brush, 11)) return
  const address = fitText(context, fonts.address, mark.address, right - left)
  write(brush, address, left, box.y + 33, { font: fonts.address, role: 'ink' })
  const after = left + textWidth(context, fonts.address, address) + (address === '' ? 0 : 7)
  write(brush, fitText(context, fonts.address, mark.detail, right + 8 - after), after, box.y + 33, {
    font: fonts.address,
    role: 'ink-quiet',
  })
}

const podRole: Record<PodMark['state'], Role> = {
  ready: 'ok',
  unready: 'unknown',
  terminating: 'drain',
  draining: 'drain',
  stranger: 'wrong',
  unclear: 'unknown',
}

export function paintPod(brush: TopologyBrush, mark: PodMark): void {
  const { context, palette } = brush
  const { box, state } = mark
  const hollow = state === 'unready' || state === 'unclear'
  plate(brush, box, 4, hollow ? 'ground' : 'raised', state === 'ready' ? null : podRole[state], 1)
  if (state === 'terminating' || state === 'draining') hatch(brush, box)
  const middle = box.y + box.height / 2
  context.beginPath()
  context.arc(box.x + 10, middle, 2.75, 0, Math.PI * 2)
  if (hollow) {
    context.strokeStyle = palette['unknown']
    context.lineWidth = 1.25
    context.stroke()
  } else {
    context.fillStyle = palette[podRole[state]]
    context.fill()
  }
  if (!isReadable(brush, 12)) return
  const right = box.x + box.width - 8
  write(brush, mark.address, right, middle, { font: fonts.address, role: 'ink-quiet', align: 'right' })
  const room = right - box.x - 19 - (mark.address === '' ? 0 : textWidth(context, fonts.address, mark.address) + 8)
  write(brush, fitText(context, fonts.pod, mark.name, room), box.x + 19, middle, {
    font: fonts.pod,
    role: state === 'ready' ? 'ink' : 'ink-quiet',
  })
}

function hatch(brush: TopologyBrush, box: Box): void {
  const { context, palette } = brush
  context.save()
  context.beginPath()
  context.roundRect(box.x, box.y, box.width, box.height, 4)
  context.clip()
  context.globalAlpha *= 0.45
  context.beginPath()
  for (let x = box.x - box.height; x < box.x + box.width; x += 7) {
    context.moveTo(x, box.y + box.height)
    context.lineTo(x + box.height, box.y)
  }
  context.strokeStyle = palette['drain']
  context.lineWidth = 1.25
  context.stroke()
  context.restore()
}

export function paintGroup(brush: TopologyBrush, mark: GroupMark): void {
  const { context } = brush
  const { box, kind } = mark
  const quietly = context.globalAlpha
  if (kind === 'island') {
    context.globalAlpha = quietly * 0.55
    plate(brush, box, 14, 'panel', null)
    context.globalAlpha = quietly
  } else {
    const edge = edges[mark.tone]
    context.setLineDash([...edge.dash])
    plate(
      brush,
      box,
      radius + 2,
      kind === 'host' && mark.tone === 'unknown' ? 'ground' : 'panel',
      edge.role,
      edge.width,
    )
    context.setLineDash([])
  }
  const left = box.x + (kind === 'host' ? 10 : 14)
  const right = box.x + box.width - 14
  if (kind === 'gathered' && isFar(brush)) {
    writeFar(brush, mark.name, { ...box, height: gathered.head }, 'ink', fonts.name, mark.rate)
    paintCells(brush, mark.cells)
    return
  }
  if (kind !== 'gathered') {
    if (isFar(brush)) {
      writeFar(brush, mark.name, { ...box, height: 28 }, 'ink-quiet', fonts.label)
      return
    }
    write(brush, fitText(context, fonts.label, mark.name, right - left), left, box.y + 14, {
      font: fonts.label,
      role: 'ink-quiet',
    })
    return
  }
  if (isReadable(brush, 12)) {
    const rateWidth = mark.rate === '' ? 0 : textWidth(context, fonts.figure, mark.rate) + 10
    write(brush, fitText(context, fonts.name, mark.name, right - left - rateWidth), left, box.y + 17, {
      font: fonts.name,
      role: 'ink',
    })
    write(brush, mark.rate, right, box.y + 17, { font: fonts.figure, role: 'ink-quiet', align: 'right' })
    write(brush, mark.line, left, box.y + 35, { font: fonts.note, role: 'ink-quiet' })
  }
  paintCells(brush, mark.cells)
}
