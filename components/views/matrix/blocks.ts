/**
 * Cells too small to be seen are drawn as blocks of cells, each in the colour of its worst: one
 * wrong cell among a million shows as a block that can be seen.
 */

/** Nothing drawn is narrower, screen pixels. */
export const leastPx = 3

/** How many cells a block takes along one axis whose cells are `px` wide. */
export const cellsPerBlock = (px: number): number => (px >= leastPx ? 1 : Math.ceil(leastPx / px))

/** Cells of a picture: from, and until without it. */
export interface CellWindow {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export interface Blocks {
  readonly codes: Uint8Array
  /** Blocks in a line, and lines. */
  readonly width: number
  readonly height: number
  /** The first cell of the first block: blocks stand still while the picture is moved. */
  readonly left: number
  readonly top: number
}

/** The worst byte of each block that reaches into the window. `stride`: cells in a line of `codes`. */
export function worstOfBlocks(
  codes: Uint8Array,
  stride: number,
  window: CellWindow,
  across: number,
  down: number,
): Blocks {
  const left = Math.floor(window.left / across) * across
  const top = Math.floor(window.top / down) * down
  const right = Math.min(stride, Math.ceil(window.right / across) * across)
  const bottom = Math.min(stride === 0 ? 0 : codes.length / stride, Math.ceil(window.bottom / down) * down)
  const width = Math.max(0, Math.ceil((right - left) / across))
  const height = Math.max(0, Math.ceil((bottom - top) / down))
  const worst = new Uint8Array(width * height)
  for (let y = top; y < bottom; y++) {
    const line = Math.floor((y - top) / down) * width
    for (let block = 0, x = left; x < right; block++) {
      const end = Math.min(right, x + across)
      let most = worst[line + block]!
      for (; x < end; x++) {
        const code = codes[y * stride + x]!
        if (code > most) most = code
      }
      worst[line + block] = most
    }
  }
  return { codes: worst, width, height, left, top }
}
