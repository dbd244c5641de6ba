'use client'
import { useState } from 'react'
import { ActionButton } from '#components/parts/actions.tsx'
import { save } from '#components/parts/save.ts'
import { useWords } from '#components/words/use-words.ts'
import { fileExtension } from '#model/snapshot/format.ts'
import { fileOf, type MadeSnapshot, pageExtension } from './hub.ts'

/** The snapshot as a file to keep: for this program, or with its pages in it. */
export function Files({ made }: { made: MadeSnapshot }) {
  const { snapshots: say } = useWords()
  const [trouble, setTrouble] = useState<string | null>(null)
  const name = `fairlead-${new Date(made.takenAt).toISOString().slice(0, 19).replaceAll(':', '')}`
  const keep = async (ending: typeof fileExtension | typeof pageExtension) => {
    setTrouble(null)
    const answer = await fileOf(made.id, ending)
    if (answer.is !== 'bytes') return setTrouble(say.fileFailed)
    save(new Blob([answer.bytes], ending === pageExtension ? { type: 'text/html' } : {}), `${name}${ending}`)
  }
  return (
    <div className="space-y-1.5">
      <p>{say.asFile}</p>
      <div className="flex flex-wrap gap-2">
        <ActionButton onClick={() => void keep(fileExtension)}>{say.fairlead}</ActionButton>
        <ActionButton onClick={() => void keep(pageExtension)}>{say.oneFile}</ActionButton>
      </div>
      <p className="text-12 text-ink-quiet">{say.oneFileWhy}</p>
      {trouble !== null && <p role="alert">{trouble}</p>}
    </div>
  )
}
