'use client'
import type { ReactNode } from 'react'
import { useWords } from '#components/words/use-words.ts'

/** A row of examples to take, each a link or a button with `instance` as its look. */
export function ForInstance({ children }: { children: ReactNode }) {
  const { parts } = useWords()
  return (
    <p className="mt-1.5 flex flex-wrap items-center gap-x-4 gap-y-1 text-13">
      <span className="text-ink-quiet">{parts.forInstance}</span>
      {children}
    </p>
  )
}

export const instance = 'cursor-pointer text-accent underline underline-offset-3'
