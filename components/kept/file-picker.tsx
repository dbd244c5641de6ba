'use client'
import { useRef } from 'react'
import { ActionButton } from '#components/parts/actions.tsx'
import { useWords } from '#components/words/use-words.ts'
import { fileExtension } from '#model/snapshot/format.ts'
import { openFile } from './opened-file.ts'

/** Chooses a file of this machine; dropping one on the page does the same. */
export function FilePicker() {
  const { snapshots: say } = useWords()
  const input = useRef<HTMLInputElement>(null)
  return (
    <div className="pt-2">
      <input
        ref={input}
        type="file"
        accept={fileExtension}
        aria-label={say.choose}
        className="sr-only"
        tabIndex={-1}
        onChange={({ target }) => {
          const [file] = target.files ?? []
          if (file) void openFile(file)
          target.value = ''
        }}
      />
      <ActionButton isMain onClick={() => input.current?.click()}>
        {say.choose}
      </ActionButton>
    </div>
  )
}
