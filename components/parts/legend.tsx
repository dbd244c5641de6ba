'use client'
import type { ReactNode } from 'react'
import { useWords } from '#components/words/use-words.ts'

/** What the signs of a picture mean: sign, then word. */
export function Legend({ entries }: { entries: readonly { readonly sign: ReactNode; readonly word: string }[] }) {
  const words = useWords()
  return (
    <ul aria-label={words.parts.legend} className="flex flex-wrap items-center gap-x-4 gap-y-1 text-12 text-ink-quiet">
      {entries.map(({ sign, word }) => (
        <li key={word} className="flex items-center gap-1.5">
          {sign}
          {word}
        </li>
      ))}
    </ul>
  )
}
