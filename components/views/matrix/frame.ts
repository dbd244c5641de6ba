/** Where names and cells lie on the stage, screen pixels. */
import type { Size } from '#components/stage/camera.ts'
import type { Field } from './lens.ts'
import type { MatrixScene } from './scene.ts'

export interface MatrixFrame {
  readonly field: Field
  /** Names of columns stand upright where they have no room to lie. */
  readonly upright: boolean
  /** Height of the line of zones above them; 0 without. */
  readonly zones: number
}

/** Of a row where the stage may be as high as it likes; and of the stage, least and most. */
const rowPx = 18
const leastNatural = 220
const mostNatural = 960

/** Height of the whole stage where the page is as long as what is in it; of its width and what is in view alone. */
export function naturalHeight(width: number, scene: MatrixScene): number {
  const { box } = makeFrame({ width, height: mostNatural }, scene).field
  return Math.min(mostNatural, Math.max(leastNatural, Math.ceil(box.y + scene.rows.slots.length * rowPx + below)))
}

const mostName = 104
const below = 12
const letterPx = 6.7

export function makeFrame(size: Size, { rows, columns }: MatrixScene): MatrixFrame {
  const left = Math.min(232, Math.max(96, size.width * 0.3))
  const right = 12
  const width = Math.max(1, size.width - left - right)
  const longest = Math.max(0, ...columns.slots.map((item) => (item?.node.length ?? 0) * letterPx))
  const upright = longest + 10 > Math.min(116, width / Math.max(1, columns.slots.length))
  const zones = columns.bands.some(({ name }) => name !== '') ? 18 : 0
  const top = zones + (upright ? Math.min(mostName, longest) + 10 : 24)
  const box = { x: left, y: top, width, height: Math.max(1, size.height - top - below) }
  return { field: { box, columns: columns.slots.length, rows: rows.slots.length }, upright, zones }
}

/** Letters that fit into so many pixels. */
export const fitting = (text: string, px: number, letter = letterPx): string => {
  const most = Math.max(1, Math.floor(px / letter))
  return text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`
}
