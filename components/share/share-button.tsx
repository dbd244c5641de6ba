'use client'
import { useRef, useState } from 'react'
import { useClock } from '#components/live/clock.ts'
import { useWords } from '#components/words/use-words.ts'
import { ShareDialog } from './share-dialog.tsx'

/** Only the present can be shared from here: a snapshot is one already. */
export function ShareButton() {
  const { snapshots: say } = useWords()
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  if (useClock()?.is !== 'live') return null
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        className="mr-1 cursor-pointer rounded border border-line px-2 py-0.5 text-13 text-ink hover:border-ink-quiet"
      >
        {say.share}
      </button>
      {isOpen && (
        <ShareDialog
          onClose={() => {
            setOpen(false)
            button.current?.focus()
          }}
        />
      )}
    </>
  )
}
