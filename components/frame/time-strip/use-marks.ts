'use client'
import { useEffect, useState } from 'react'
import { getJson } from '#components/url/api.ts'
import { bucketMs, parseMarks, type RangeId, ranges, type StripMark, type Window, windowOf } from './track.ts'

export interface Remembered {
  readonly window: Window
  /** As many as the window has buckets. */
  readonly marks: readonly StripMark[]
  /** The oldest moment there is, and the newest: the hub's clock, milliseconds. */
  readonly oldest: number
  readonly newest: number
}

/** What the hub remembers of a range; null before it said so. It is asked again as often as a new bucket begins, but not more than every `leastMs`, and not while nobody sees the page. */
export function useMarks(range: RangeId, leastMs: number): Remembered | null {
  const [state, setState] = useState<{ readonly range: RangeId; readonly told: Remembered } | null>(null)
  useEffect(() => {
    let isOver = false
    let handle: ReturnType<typeof setTimeout> | undefined
    const everyMs = Math.max(leastMs, bucketMs(windowOf(range, 0)))
    const look = async () => {
      clearTimeout(handle)
      if (document.visibilityState === 'visible') {
        const told = await askFor(range)
        if (isOver) return
        if (told !== null) setState({ range, told })
      }
      handle = setTimeout(look, Math.min(everyMs, 60_000))
    }
    const shown = () => {
      if (document.visibilityState === 'visible') void look()
    }
    void look()
    document.addEventListener('visibilitychange', shown)
    return () => {
      isOver = true
      clearTimeout(handle)
      document.removeEventListener('visibilitychange', shown)
    }
  }, [range, leastMs])
  return state?.range === range ? state.told : null
}

async function askFor(range: RangeId): Promise<Remembered | null> {
  const span = await getJson(['history', 'span'])
  const [oldest, newest] = span.ok ? readSpan(span.value) : [Number.NaN, Number.NaN]
  if (Number.isNaN(oldest) || Number.isNaN(newest)) return null
  const window = windowOf(range, newest)
  const answer = await getJson(['history', 'marks'], {
    from: new Date(window.from).toISOString(),
    to: new Date(window.to).toISOString(),
    buckets: String(ranges[range].buckets),
  })
  const marks = answer.ok ? parseMarks(answer.value) : null
  return marks && { window, marks, oldest, newest }
}

function readSpan(value: unknown): readonly [number, number] {
  if (typeof value !== 'object' || value === null) return [Number.NaN, Number.NaN]
  const { from, to } = value as { readonly from?: unknown; readonly to?: unknown }
  return [Date.parse(String(from)), Date.parse(String(to))]
}
