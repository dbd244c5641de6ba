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

const mostName = 104
const letterPx = 6.7

export function makeFrame(size: Size, { rows, columns }: MatrixScene): MatrixFrame {
  const left = Math.min(232, Math.max(96, size.width * 0.3))
  const right = 12
  const width = Math.max(1, size.width - left - right)
  const longest = Math.max(0, ...columns.slots.map((item) => (item?.node.length ?? 0) * letterPx))
  const upright = longest + 10 > Math.min(116, width / Math.max(1, columns.slots.length))
  const zones = columns.bands.some(({ name }) => name !== '') ? 18 : 0
  const top = zones + (upright ? Math.min(mostName, longest) + 10 : 24)
  const box = { x: left, y: top, width, height: Math.max(1, size.height - top - 12) }
  return { field: { box, columns: columns.slots.length, rows: rows.slots.length }, upright, zones }
}

/** Letters that fit into so many pixels. */
export const fitting = (text: string, px: number, letter = letterPx): string => {
  const most = Math.max(1, Math.floor(px / letter))
  return text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`
}
