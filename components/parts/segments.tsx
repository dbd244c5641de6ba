'use client'
import type { ReactNode } from 'react'

interface SegmentsProps<Value> {
  readonly label: string
  readonly title?: string
  readonly choices: readonly { readonly value: Value; readonly word: ReactNode }[]
  readonly value: Value
  readonly onChange: (value: Value) => void
}

/** One of a few, side by side; below each other too where there is no room. */
export function Segments<Value extends string | number>({
  label,
  title,
  choices,
  value,
  onChange,
}: SegmentsProps<Value>) {
  return (
    <fieldset
      aria-label={label}
      title={title}
      className="flex min-h-8 max-w-full flex-wrap overflow-hidden rounded border border-line"
    >
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={choice.value === value}
          onClick={() => onChange(choice.value)}
          className={`h-7.5 cursor-pointer px-2.5 text-13 whitespace-nowrap tabular-nums ${choice.value === value ? 'bg-raised text-ink' : 'text-ink-quiet hover:text-ink'}`}
        >
          {choice.word}
        </button>
      ))}
    </fieldset>
  )
}
