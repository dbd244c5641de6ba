'use client'
import type { RefObject } from 'react'
import { useWords } from '#components/words/use-words.ts'
import type { Show } from './show.ts'

const look =
  'flex h-8 min-w-8 cursor-pointer items-center justify-center rounded border border-line px-2 text-13 text-ink-quiet hover:text-ink'

/** For hands without a wheel. */
export function ZoomControls({ show }: { show: RefObject<Show | null> }) {
  const { controls } = useWords().matrix
  return (
    <div className="ml-auto flex gap-1">
      <button type="button" className={look} onClick={() => show.current?.showAll()}>
        {controls.fit}
      </button>
      <button
        type="button"
        className={look}
        aria-label={controls.farther}
        onClick={() => show.current?.zoomBy(1 / 1.5)}
      >
        −
      </button>
      <button type="button" className={look} aria-label={controls.nearer} onClick={() => show.current?.zoomBy(1.5)}>
        +
      </button>
    </div>
  )
}
