'use client'
import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

export interface Thrift {
  /** Rows drawn above and below what is seen, so that scrolling shows no gap. */
  readonly spare: number
  /** Lists of no more rows are drawn whole. */
  readonly whole: number
}

const usual: Thrift = { spare: 30, whole: 200 }

/** First row to draw and the one after the last. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** Which of `count` rows of equal height are seen, when the list's top is at `top` of a screen of `height`. In steps, so that little scrolls change nothing. */
export function visibleSpan(
  count: number,
  rowHeight: number,
  top: number,
  height: number,
  { spare, whole }: Thrift = usual,
): Span {
  if (count <= whole) return { from: 0, to: count }
  const step = (row: number) => Math.floor(row / 10) * 10
  const first = Math.floor(-top / rowHeight) - spare
  const last = Math.ceil((height - top) / rowHeight) + spare
  const to = Math.min(count, Math.max(step(last) + 10, whole / 2))
  return { from: Math.min(Math.max(0, step(first)), Math.max(0, to - whole / 2)), to }
}

/** Follows the page's scrolling for a long list of rows of one height, pixels. */
export function useWindow<E extends HTMLElement>(
  count: number,
  rowHeight: number,
  thrift: Thrift = usual,
): [RefObject<E | null>, Span] {
  const list = useRef<E>(null)
  const { spare, whole } = thrift
  const [span, setSpan] = useState<Span>(() => visibleSpan(count, rowHeight, 0, 1000, thrift))
  useLayoutEffect(() => {
    const look = () => {
      const top = list.current?.getBoundingClientRect().top ?? 0
      const next = visibleSpan(count, rowHeight, top, window.innerHeight, { spare, whole })
      setSpan((before) => (before.from === next.from && before.to === next.to ? before : next))
    }
    look()
    if (count <= whole) return
    window.addEventListener('scroll', look, { passive: true })
    window.addEventListener('resize', look)
    return () => {
      window.removeEventListener('scroll', look)
      window.removeEventListener('resize', look)
    }
  }, [count, rowHeight, spare, whole])
  return [list, span]
}
