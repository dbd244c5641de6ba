'use client'
import type { AccessResult } from '#model/access/access.ts'
import type { RealServerKey } from '#model/ids.ts'
import type { CellView } from './scene.ts'

/** More are only counted. */
const mostDrawn = 8

/** Real servers of all cells, each once, so that every row has them at the same place. */
export const realsOf = (cells: readonly CellView[]): RealServerKey[] => {
  const all = cells.flatMap(({ cell }) =>
    cell.state.is === 'done' ? cell.state.result.shares.map(({ real }) => real) : [],
  )
  return [...new Set(all)].sort()
}

/** Columns side by side, as high as their part of the tries; a tick where each should be. */
export function MiniShares({ result, reals }: { result: AccessResult; reals: readonly RealServerKey[] }) {
  const known = result.shares.reduce((sum, { tries }) => sum + tries, 0)
  if (known === 0) return null
  const byReal = new Map(result.shares.map((share) => [share.real, share]))
  const drawn = reals.slice(0, mostDrawn)
  const most = Math.max(...result.shares.map(({ tries, expected }) => Math.max(tries / known, expected ?? 0)))
  return (
    <span className="flex items-center gap-3">
      <svg width={drawn.length * 12} height="22" aria-hidden="true" className="shrink-0 text-flow">
        {drawn.map((real, index) => {
          const share = byReal.get(real)
          if (share === undefined) return null
          const y = (part: number) => 21 - (part / most) * 19
          const top = y(share.tries / known)
          return (
            <g key={real}>
              <rect x={index * 12 + 1} y={top} width="8" height={21 - top} fill="currentColor" opacity="0.75" />
              {share.expected !== null && (
                <line
                  x1={index * 12}
                  x2={index * 12 + 10}
                  y1={y(share.expected)}
                  y2={y(share.expected)}
                  className="text-ink"
                  stroke="currentColor"
                  strokeWidth="1.5"
                />
              )}
            </g>
          )
        })}
      </svg>
      <span className="text-12 whitespace-nowrap text-ink-quiet tabular-nums">
        {drawn.map((real) => byReal.get(real)?.tries ?? '–').join(' · ')}
        {reals.length > mostDrawn && ' …'}
      </span>
    </span>
  )
}
