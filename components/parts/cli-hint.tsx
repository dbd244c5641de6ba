'use client'
import { useWords } from '#components/words/use-words.ts'
import { CopyButton } from './copy.tsx'
import { InPresent } from './in-present.tsx'

/** The command that shows the same facts on a terminal, of the present; a long one on one line, to be copied whole. */
export function CliHint({ command, isOneLine = false }: { command: string; isOneLine?: boolean }) {
  const words = useWords()
  return (
    <InPresent>
      <div
        className={`flex items-center gap-x-3 gap-y-1 text-12 text-ink-quiet ${isOneLine ? 'max-sm:flex-wrap' : 'flex-wrap'}`}
      >
        <span className="shrink-0">{words.parts.cli}</span>
        <code className={`addr text-ink select-all ${isOneLine ? 'min-w-0 truncate' : ''}`}>{command}</code>
        <span className="shrink-0">
          <CopyButton text={command} />
        </span>
      </div>
    </InPresent>
  )
}
