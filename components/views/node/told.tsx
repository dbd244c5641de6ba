'use client'
import type { ReactNode } from 'react'
import { assertNever } from '#components/parts/assert-never.ts'
import { Empty } from '#components/parts/empty.tsx'
import { useWords } from '#components/words/use-words.ts'

interface ToldProps<Value> {
  /** Null: not known yet. */
  readonly fact:
    | { readonly is: 'read'; readonly value: Value }
    | { readonly is: 'unsupported' | 'unreadable'; readonly why: string }
    | null
  readonly children: (value: Value) => ReactNode
}

/** What a source read, or in words why there is nothing of it. */
export function Told<Value>({ fact, children }: ToldProps<Value>) {
  const { facts } = useWords()
  if (fact === null) return <Empty nothing="not-known">{facts.notYet}</Empty>
  switch (fact.is) {
    case 'read':
      return children(fact.value)
    case 'unsupported':
      return <Empty nothing="none">{facts.unsupported(fact.why)}</Empty>
    case 'unreadable':
      return <Empty nothing="not-allowed">{facts.unreadable(fact.why)}</Empty>
    default:
      return assertNever(fact)
  }
}

/** Says that a list is longer than what is shown of it. */
export function LeftOut({ shown, total }: { shown: number; total: number }) {
  const { facts } = useWords()
  return shown < total ? <p className="mt-2 text-13 text-ink-quiet">{facts.leftOut(shown, total)}</p> : null
}
