'use client'
import { useState } from 'react'
import { useClock } from '#components/live/clock.ts'
import { useRights } from '#components/live/hooks.ts'
import { useAddress } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import { ShareDialog } from './share-dialog.tsx'

/** Where who looks may share: the present or a past moment; what was kept is shared already. */
export function ShareButton() {
  const { snapshots: say } = useWords()
  const { view } = useAddress()
  /** The dialog is about one view: another closes it. */
  const [openAt, setOpenAt] = useState<string | null>(null)
  const mayShare = useRights(['snapshot']) === 'possible'
  const clock = useClock()
  if (clock === null || clock.is === 'kept' || !mayShare) return null
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => setOpenAt(view)}
        className="mr-1 cursor-pointer rounded border border-line px-2 py-0.5 text-13 whitespace-nowrap text-ink hover:border-ink-quiet"
      >
        {say.share}
      </button>
      {openAt === view && <ShareDialog at={clock.is === 'past' ? clock.at : null} onClose={() => setOpenAt(null)} />}
    </>
  )
}
