'use client'
import type { RefObject } from 'react'

/** What of a canvas hands without a wheel can do. */
interface Zoomed {
  showAll(): void
  zoomBy(factor: number): void
}

interface ZoomControlsProps {
  readonly show: RefObject<Zoomed | null>
  readonly words: { readonly fit: string; readonly fitWhy?: string; readonly farther: string; readonly nearer: string }
  /** They lie over the picture. */
  readonly isOver?: boolean
  readonly className: string
}

const step = 1.5
const look =
  'flex h-8 min-w-8 cursor-pointer items-center justify-center rounded border border-line px-2 text-13 text-ink-quiet hover:text-ink'

/** For hands without a wheel. */
export function ZoomControls({ show, words, isOver = false, className }: ZoomControlsProps) {
  const ground = isOver ? `${look} bg-panel/90` : look
  const zoom = (sign: string, word: string, factor: number) => (
    <button
      type="button"
      className={ground}
      aria-label={word}
      title={word}
      onClick={() => show.current?.zoomBy(factor)}
    >
      {sign}
    </button>
  )
  return (
    <div className={`flex gap-1 ${className}`}>
      <button type="button" className={ground} title={words.fitWhy} onClick={() => show.current?.showAll()}>
        {words.fit}
      </button>
      {zoom('−', words.farther, 1 / step)}
      {zoom('+', words.nearer, step)}
    </div>
  )
}
