'use client'
import { useWords } from '#components/words/use-words.ts'
import { CopyButton } from './copy.tsx'

/** The command that shows the same facts on a terminal. */
export function CliHint({ command }: { command: string }) {
  const words = useWords()
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-12 text-ink-quiet">
      <span>{words.parts.cli}</span>
      <code className="addr text-ink select-all">{command}</code>
      <CopyButton text={command} />
    </div>
  )
}
