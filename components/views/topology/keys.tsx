'use client'
import { useEffect, useRef } from 'react'
import { useWords } from '#components/words/use-words.ts'

/** The keys of this view. */
export function Keys({ close }: { close: () => void }) {
  const { keys } = useWords().topology
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog
      ref={dialog}
      onClose={close}
      aria-label={keys.title}
      className="m-auto w-80 max-w-[calc(100vw-2rem)] rounded border border-line bg-raised p-4 text-ink backdrop:bg-ground/60"
    >
      <div className="mb-3 flex items-baseline justify-between">
        <h2 className="text-16">{keys.title}</h2>
        <button
          type="button"
          onClick={() => dialog.current?.close()}
          className="cursor-pointer text-13 text-ink-quiet hover:text-ink"
        >
          {keys.close}
        </button>
      </div>
      <dl className="grid grid-cols-[5.5rem_1fr] gap-y-1.5 text-13">
        {keys.rows.map(([key, meaning]) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="addr">{key}</kbd>
            </dt>
            <dd className="text-ink-quiet">{meaning}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  )
}
