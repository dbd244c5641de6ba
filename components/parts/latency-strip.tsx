'use client'
import type { Spread } from '#model/access/access.ts'
import { latencyMarks, latencyShare } from './latency.ts'

const x = (ms: number) => `${latencyShare(ms) * 100}%`

/** One spread on the one scale: a line from the least to the most, thick to p95, a dot at the median. */
export function LatencyStrip({ spread, isSlow = false }: { spread: Spread; isSlow?: boolean }) {
  const colour = isSlow ? 'text-warn' : 'text-flow'
  return (
    <svg width="100%" height="20" aria-hidden="true" className={`block overflow-visible ${colour}`}>
      <LatencyGrid />
      <line x1={x(spread.least)} x2={x(spread.most)} y1="10" y2="10" stroke="currentColor" strokeWidth="1" />
      <line
        x1={x(spread.median)}
        x2={x(spread.p95)}
        y1="10"
        y2="10"
        stroke="currentColor"
        strokeWidth="4"
        opacity="0.45"
      />
      <circle cx={x(spread.median)} cy="10" r="3.5" fill="currentColor" />
      <line x1={x(spread.p95)} x2={x(spread.p95)} y1="5" y2="15" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  )
}

const LatencyGrid = () => (
  <g className="text-line">
    {latencyMarks.map((ms) => (
      <line
        key={ms}
        x1={x(ms)}
        x2={x(ms)}
        y1="0"
        y2="20"
        stroke="currentColor"
        strokeWidth="1"
        {...(ms === 3_000 || ms === 63_000 ? { strokeDasharray: '2 2' } : {})}
      />
    ))}
  </g>
)

const names: Record<(typeof latencyMarks)[number], string> = {
  1: '1 ms',
  10: '10',
  100: '100',
  1000: '1 s',
  3000: '3 s',
  63000: '63 s',
}

/** Names of the marks, over a column of strips. */
export const LatencyAxis = () => (
  <div aria-hidden="true" className="relative h-4 text-12 font-normal text-ink-quiet">
    {latencyMarks.map((ms) => (
      <span key={ms} className="absolute -translate-x-1/2 whitespace-nowrap tabular-nums" style={{ left: x(ms) }}>
        {names[ms]}
      </span>
    ))}
  </div>
)
