'use client'
import { CopyButton } from '#components/parts/copy.tsx'
import { useWords } from '#components/words/use-words.ts'
import { makeServerCommand, makeSnippet, type SnippetOptions } from './snippet.ts'

/** What goes into the page, and what its server does. */
export function Snippet({ options }: { options: SnippetOptions }) {
  const { embed: say } = useWords()
  return (
    <div className="space-y-4 text-13">
      <Code title={say.page} text={makeSnippet(options)} />
      <Code title={say.server} text={makeServerCommand(options)} />
    </div>
  )
}

const Code = ({ title, text }: { title: string; text: string }) => (
  <div className="space-y-1">
    <div className="flex items-end justify-between gap-4">
      <p className="max-w-prose">{title}</p>
      <CopyButton text={text} />
    </div>
    <pre className="addr overflow-x-auto rounded border border-line bg-panel p-3 text-12">{text}</pre>
  </div>
)
