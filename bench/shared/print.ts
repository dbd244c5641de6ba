/** Tables and figures on a terminal. */

/** Rows of cells as aligned lines: the first column to the left, the others to the right. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n')
}

/** `812 B`, `3.4 kB`, `12.1 MB`; `-` where it is not known. */
export function formatBytes(bytes: number): string {
  if (Number.isNaN(bytes)) return '-'
  if (bytes < 1_000) return `${Math.round(bytes)} B`
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}

/** `-` where it is not known. */
export const formatNumber = (value: number, digits: number): string =>
  Number.isNaN(value) ? '-' : value.toFixed(digits)
