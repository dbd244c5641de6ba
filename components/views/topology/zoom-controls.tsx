'use client'
import type { RefObject } from 'react'
import type { Words } from '#components/words/words.ts'
import type { Show } from './show.ts'

const look =
  'flex h-8 min-w-8 cursor-pointer items-center justify-center rounded border border-line bg-panel/90 px-2 text-13 text-ink-quiet hover:text-ink'

/** For hands without a wheel. */
export function ZoomControls({ show, words }: { show: RefObject<Show | null>; words: Words['topology'] }) {
  const { controls } = words
  return (
    <div className="absolute right-3 bottom-3 z-10 flex gap-1 sm:right-4">
      <button type="button" className={look} title={controls.fitWhy} onClick={() => show.current?.showAll()}>
        {controls.fit}
      </button>
      <button
        type="button"
        className={look}
        aria-label={controls.farther}
        title={controls.farther}
        onClick={() => show.current?.zoomBy(1 / 1.5)}
      >
        −
      </button>
      <button
        type="button"
        className={look}
        aria-label={controls.nearer}
        title={controls.nearer}
        onClick={() => show.current?.zoomBy(1.5)}
      >
        +
      </button>
    </div>
  )
}
