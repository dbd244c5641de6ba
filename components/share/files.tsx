'use client'
import { useState } from 'react'
import { ActionButton } from '#components/parts/actions.tsx'
import { save } from '#components/parts/save.ts'
import { basePath } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import { fileExtension } from '#model/snapshot/format.ts'
import { fillOneFile, templateName } from '#model/snapshot/one-file.ts'
import { fileOf, type MadeSnapshot } from './hub.ts'

/** The snapshot as a file to keep: for this program, or with its pages in it. */
export function Files({ made }: { made: MadeSnapshot }) {
  const { snapshots: say } = useWords()
  const [trouble, setTrouble] = useState<string | null>(null)
  const name = `fairlead-${new Date(made.takenAt).toISOString().slice(0, 19).replaceAll(':', '')}`
  const bytes = async (): Promise<ArrayBuffer | null> => {
    const answer = await fileOf(made.id)
    if (answer.is !== 'bytes') setTrouble(say.fileFailed)
    return answer.is === 'bytes' ? answer.bytes : null
  }
  const saveFile = async () => {
    setTrouble(null)
    const file = await bytes()
    if (file !== null) save(new Blob([file]), `${name}${fileExtension}`)
  }
  const savePage = async () => {
    setTrouble(null)
    const template = await fetch(`${basePath()}/${templateName}`).then(
      (response) => (response.ok ? response.text() : null),
      () => null,
    )
    if (template === null) return setTrouble(say.notBuilt)
    const file = await bytes()
    if (file !== null)
      save(new Blob([fillOneFile(template, new Uint8Array(file))], { type: 'text/html' }), `${name}.html`)
  }
  return (
    <div className="space-y-1.5">
      <p>{say.asFile}</p>
      <div className="flex flex-wrap gap-2">
        <ActionButton onClick={() => void saveFile()}>{say.fairlead}</ActionButton>
        <ActionButton onClick={() => void savePage()}>{say.oneFile}</ActionButton>
      </div>
      <p className="text-12 text-ink-quiet">{say.oneFileWhy}</p>
      {trouble !== null && <p role="alert">{trouble}</p>}
    </div>
  )
}
