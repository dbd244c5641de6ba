'use client'
import { useState } from 'react'
import { Dialog } from '#components/parts/dialog.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { MadeSnapshot } from './hub.ts'
import { Made } from './made.tsx'
import { Question } from './question.tsx'

/** What will be shared and how, then the link to it. */
export function ShareDialog({ onClose }: { onClose: () => void }) {
  const { snapshots: say } = useWords()
  const [made, setMade] = useState<MadeSnapshot | null>(null)
  return (
    <Dialog title={made === null ? say.title : say.made} onClose={onClose}>
      {made === null ? <Question onMade={setMade} onClose={onClose} /> : <Made made={made} onClose={onClose} />}
    </Dialog>
  )
}
