'use client'
import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

/** Rows drawn above and below what is seen, so that scrolling shows no gap. */
const spare = 30
/** Shorter lists are drawn whole. */
const windowFrom = 200

/** First row to draw and the one after the last. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** Which of `count` rows of equal height are seen, when the list's top is at `top` of a screen of `height`. In steps, so that little scrolls change nothing. */
export function visibleSpan(count: number, rowHeight: number, top: number, height: number): Span {
  if (count <= windowFrom) return { from: 0, to: count }
  const step = (row: number) => Math.floor(row / 10) * 10
  const first = Math.floor(-top / rowHeight) - spare
  const last = Math.ceil((height - top) / rowHeight) + spare
  const to = Math.min(count, Math.max(step(last) + 10, windowFrom / 2))
  return { from: Math.min(Math.max(0, step(first)), Math.max(0, to - windowFrom / 2)), to }
}

/** Follows the page's scrolling for a long list of rows of one height, pixels. */
export function useWindow<E extends HTMLElement>(count: number, rowHeight: number): [RefObject<E | null>, Span] {
  const list = useRef<E>(null)
  const [span, setSpan] = useState<Span>(() => visibleSpan(count, rowHeight, 0, 1000))
  useLayoutEffect(() => {
    const look = () => {
      const top = list.current?.getBoundingClientRect().top ?? 0
      const next = visibleSpan(count, rowHeight, top, window.innerHeight)
      setSpan((before) => (before.from === next.from && before.to === next.to ? before : next))
    }
    look()
    if (count <= windowFrom) return
    window.addEventListener('scroll', look, { passive: true })
    window.addEventListener('resize', look)
    return () => {
      window.removeEventListener('scroll', look)
      window.removeEventListener('resize', look)
    }
  }, [count, rowHeight])
  return [list, span]
}
