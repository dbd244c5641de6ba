'use client'
import { type KeyboardEvent, type PointerEvent, useId, useState } from 'react'
import { formatMoment } from '#components/parts/format.ts'
import { useWords } from '#components/words/use-words.ts'
import { describeMark } from './describe.ts'
import { Picture } from './picture.tsx'
import { markAt, momentOfKey, shareOf, timeAt, toSecond } from './track.ts'
import type { Remembered } from './use-marks.ts'

interface TrackBarProps {
  readonly told: Remembered
  /** The moment shown; null for live. */
  readonly at: number | null
  /** `isOn`: the hand is still on its way. */
  readonly onMove: (at: number | null, isOn: boolean) => void
}

/** The strip itself: dragged, or moved by keys, to any moment that is remembered. */
export function TrackBar({ told, at, onMove }: TrackBarProps) {
  const { past: say } = useWords()
  const how = useId()
  const [hover, setHover] = useState<number | null>(null)
  const { window, marks, oldest, newest } = told
  const shown = at ?? newest
  const timeOf = ({ clientX, currentTarget }: PointerEvent<HTMLElement>): number => {
    const { left, width } = currentTarget.getBoundingClientRect()
    return timeAt(window, (clientX - left) / Math.max(1, width))
  }
  const go = (event: PointerEvent<HTMLElement>) => {
    const to = timeOf(event)
    onMove(to >= newest ? null : Math.max(toSecond(oldest), toSecond(to)), event.type !== 'pointerup')
  }
  const act = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const to = momentOfKey(event.key, event.shiftKey, shown, window, Math.ceil(oldest / 1_000) * 1_000)
    if (to === undefined) return
    event.preventDefault()
    onMove(to, false)
  }
  const pointed = hover ?? at
  return (
    <div>
      <div
        role="slider"
        tabIndex={0}
        aria-label={say.track}
        aria-describedby={how}
        aria-valuemin={Math.round(window.from / 1_000)}
        aria-valuemax={Math.round(window.to / 1_000)}
        aria-valuenow={Math.round(Math.min(window.to, Math.max(window.from, shown)) / 1_000)}
        aria-valuetext={`${at === null ? say.live : formatMoment(at)}: ${describeMark(markAt(marks, shown), say)}`}
        onKeyDown={act}
        onPointerDown={(event) => {
          if (event.button !== 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          go(event)
        }}
        onPointerMove={(event) => {
          setHover(timeOf(event))
          if (event.currentTarget.hasPointerCapture(event.pointerId)) go(event)
        }}
        onPointerUp={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) go(event)
        }}
        onPointerLeave={() => setHover(null)}
        className="relative h-12 cursor-ew-resize touch-none rounded bg-panel outline-offset-2"
      >
        <Picture marks={marks} />
        {hover !== null && <Cursor share={shareOf(window, hover)} look="bg-ink-quiet/60" />}
        {at !== null && <Cursor share={shareOf(window, at)} look="bg-ink" />}
      </div>
      <span id={how} className="sr-only">
        {say.how}
      </span>
      <p className="mt-1 flex h-4 flex-wrap gap-x-3 overflow-hidden text-12 text-ink-quiet tabular-nums">
        {pointed === null ? (
          <Ends from={window.from} />
        ) : (
          <>
            <span className="text-ink">{formatMoment(pointed)}</span>
            <span>{describeMark(markAt(marks, pointed), say)}</span>
          </>
        )}
      </p>
    </div>
  )
}

function Ends({ from }: { from: number }) {
  const { past: say } = useWords()
  return (
    <>
      <span className="mr-auto">{formatMoment(from)}</span>
      <span>{say.live}</span>
    </>
  )
}

const Cursor = ({ share, look }: { share: number; look: string }) => (
  <span
    aria-hidden="true"
    className={`pointer-events-none absolute inset-y-0 w-0.5 -translate-x-1/2 ${look}`}
    style={{ left: `${share * 100}%` }}
  />
)
