'use client'
import { useState } from 'react'
import { Dialog } from '#components/parts/dialog.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { MadeSnapshot } from './hub.ts'
import { Made } from './made.tsx'
import { Question } from './question.tsx'

/** What will be shared and how, then the link to it. `at` is the moment that is shown; null for the present. */
export function ShareDialog({ at: shown, onClose }: { at: number | null; onClose: () => void }) {
  const { snapshots: say } = useWords()
  /** Time may go on behind it: what is shared is what was shown when it was opened. */
  const [at] = useState(shown)
  const [made, setMade] = useState<MadeSnapshot | null>(null)
  return (
    <Dialog title={made === null ? say.title : say.made} onClose={onClose}>
      {made === null ? <Question at={at} onMade={setMade} onClose={onClose} /> : <Made made={made} onClose={onClose} />}
    </Dialog>
  )
}
