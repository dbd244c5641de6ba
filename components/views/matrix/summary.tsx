'use client'
import { Badge } from '#components/parts/mark.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Grid } from './grid.ts'

/** How all cells stand, whatever of them is chosen. */
export function SummarySentence({ grid }: { grid: Grid }) {
  const { summary } = useWords().matrix
  const { rows, columns, cells: counts } = grid
  const compared = columns.filter(({ isCompared }) => isCompared).length
  if (rows.length === 0 || columns.length === 0) return null
  const wrong = counts.missing + counts.wrong
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-14">
      {compared === 0 ? (
        <Badge state="unknown">{summary.notCompared}</Badge>
      ) : wrong > 0 ? (
        <Badge state="wrong">
          {summary.wrong(
            wrong,
            rows.filter((row) => row.wrong > 0).length,
            columns.filter((each) => each.wrong > 0).length,
          )}
        </Badge>
      ) : (
        <span>{summary.agree(rows.length, compared)}</span>
      )}
      {counts.settling > 0 && <Badge state="settling">{summary.settling(counts.settling)}</Badge>}
      {counts.draining > 0 && <Badge state="draining">{summary.draining(counts.draining)}</Badge>}
      {compared > 0 && compared < columns.length && (
        <Badge state="unknown">{summary.unknown(columns.length - compared)}</Badge>
      )}
    </p>
  )
}
