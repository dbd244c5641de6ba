'use client'
import { type PointerEvent, useState } from 'react'
import { ActionButton } from '#components/parts/actions.tsx'
import { formatMoment } from '#components/parts/format.ts'
import { useWords } from '#components/words/use-words.ts'
import type { Series } from '#model/snapshot/format.ts'
import { describeMark } from './describe.ts'
import { Key } from './key.tsx'
import { Picture } from './picture.tsx'
import { isRecorded, markAt, marksOfSeries, shareOf, timeAt } from './track.ts'

interface KeptStripProps {
  readonly series: Series
  readonly isOpen: boolean
  readonly setOpen: (isOpen: boolean) => void
}

/** The minutes before a kept moment, as the strip showed them then. There is nowhere to go: only that moment was kept. */
export function KeptStrip({ series, isOpen, setOpen }: KeptStripProps) {
  const { past: say } = useWords()
  const [hover, setHover] = useState<number | null>(null)
  const { window, marks } = marksOfSeries(series)
  const last = marks.findLast(isRecorded)
  if (last === undefined) return null
  const name = say.minutesBefore(Math.round((window.to - window.from) / 60_000))
  if (!isOpen)
    return (
      <button
        type="button"
        aria-expanded={false}
        onClick={() => setOpen(true)}
        className="flex h-6 w-full cursor-pointer items-center gap-3 px-4 text-12 text-ink-quiet hover:text-ink sm:px-6"
      >
        <span className="sr-only">{`${say.open}. `}</span>
        <span className="whitespace-nowrap">{name}</span>
        <span className="sr-only">{`: ${describeMark(last, say)}. `}</span>
        <span className="relative h-4 min-w-0 flex-1">
          <Picture marks={marks} />
        </span>
        <span className="whitespace-nowrap tabular-nums">{formatMoment(window.to)}</span>
      </button>
    )
  const point = ({ clientX, currentTarget }: PointerEvent<HTMLElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect()
    setHover(timeAt(window, (clientX - left) / Math.max(1, width)))
  }
  return (
    <section aria-label={say.strip} className="px-4 pt-2 pb-1 sm:px-6">
      <div className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-13">
        <span>{name}</span>
        <Key />
        <span className="ml-auto">
          <ActionButton onClick={() => setOpen(false)}>{say.close}</ActionButton>
        </span>
      </div>
      <div
        role="img"
        aria-label={`${name}: ${describeMark(last, say)}`}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setHover(null)}
        className="relative h-12 rounded bg-panel"
      >
        <Picture marks={marks} />
        {hover !== null && (
          <span
            aria-hidden="true"
            className="pointer-events-none absolute inset-y-0 w-0.5 -translate-x-1/2 bg-ink-quiet/60"
            style={{ left: `${shareOf(window, hover) * 100}%` }}
          />
        )}
      </div>
      <p className="mt-1 flex h-4 flex-wrap gap-x-3 overflow-hidden text-12 text-ink-quiet tabular-nums">
        <span className={hover === null ? 'mr-auto' : 'text-ink'}>{formatMoment(hover ?? window.from)}</span>
        <span>{hover === null ? formatMoment(window.to) : describeMark(markAt(marks, hover), say)}</span>
      </p>
    </section>
  )
}
