import { formatNumber } from '#components/parts/format.ts'
import type { Words } from '#components/words/words.ts'

/** A size for people: `14 kB`, `1.3 MB`. */
export function formatBytes(bytes: number, say: Pick<Words['snapshots'], 'kilobytes' | 'megabytes'>): string {
  return bytes < 1_000_000
    ? say.kilobytes(formatNumber(Math.ceil(bytes / 1_000)) ?? '')
    : say.megabytes(formatNumber(bytes / 1_000_000, 1) ?? '')
}
