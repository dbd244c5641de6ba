/** Walking the cells with keys. */
export interface Spot {
  readonly row: number
  readonly column: number
}

/** As far as a page of rows that is drawn beyond what is seen. */
const page = 10

/** Where a key leads from a cell; null for a key that leads nowhere. */
export function spotOfKey(key: string, { row, column }: Spot, rows: number, columns: number): Spot | null {
  const at = (nextRow: number, nextColumn: number): Spot => ({
    row: Math.min(rows - 1, Math.max(0, nextRow)),
    column: Math.min(columns - 1, Math.max(0, nextColumn)),
  })
  switch (key) {
    case 'ArrowUp':
      return at(row - 1, column)
    case 'ArrowDown':
      return at(row + 1, column)
    case 'ArrowLeft':
      return at(row, column - 1)
    case 'ArrowRight':
      return at(row, column + 1)
    case 'PageUp':
      return at(row - page, column)
    case 'PageDown':
      return at(row + page, column)
    case 'Home':
      return at(row, 0)
    case 'End':
      return at(row, columns - 1)
    default:
      return null
  }
}
