'use client'
import { type ReactNode, useState } from 'react'
import { useNow } from '#components/live/hooks.ts'
import { useWords } from '#components/words/use-words.ts'
import { formatAge, formatNumber } from './format.ts'

/** What is not known: hollow, with the reason, never a zero. */
export function Unknown({ why }: { why?: string | undefined }) {
  const words = useWords()
  const reason = why ?? words.parts.unknown
  return (
    <span className="text-unknown" title={reason}>
      <span aria-hidden="true">—</span>
      <span className="sr-only">{reason}</span>
    </span>
  )
}

/** Glows for 400 ms when its text is another than before; quiet at first. */
export function Glow({ text, children }: { text: string; children?: ReactNode }) {
  const [seen, setSeen] = useState({ text, changes: 0 })
  if (seen.text !== text) setSeen({ text, changes: seen.changes + 1 })
  return (
    <span key={seen.changes} className={seen.changes > 0 ? 'animate-glow rounded-[2px]' : undefined}>
      {children ?? text}
    </span>
  )
}

interface NumProps {
  /** Null and NaN are "not known". */
  readonly value: number | null
  readonly decimals?: 0 | 1 | 2
  /** Why it is not known. */
  readonly why?: string | undefined
}

/** A number that stands still: tabular figures, fixed decimals. */
export function Num({ value, decimals = 0, why }: NumProps) {
  const text = formatNumber(value, decimals)
  if (text === null) return <Unknown why={why} />
  return (
    <span className={value === 0 ? 'tabular-nums text-ink-quiet' : 'tabular-nums'}>
      <Glow text={text} />
    </span>
  )
}

/** Something per second. The unit stands once, in the header. */
export const Rate = ({ value, why }: { value: number | null; why?: string | undefined }) => {
  const words = useWords()
  return <Num value={value} decimals={1} why={why ?? words.parts.firstReading} />
}

/** Time since a moment of the hub's clock, counting up. */
export function Age({ since }: { since: number }) {
  const words = useWords()
  const now = useNow()
  return <span className="tabular-nums whitespace-nowrap">{formatAge(now - since, words.parts)}</span>
}
