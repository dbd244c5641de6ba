'use client'
import { useId, useState } from 'react'

interface SuggestFieldProps {
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly suggestions: readonly string[]
  readonly onTake: (text: string) => void
}

const mostSuggestions = 200

/** One name out of many: taken when it is written, or chosen from the list, and not letter by letter. */
export function SuggestField({ label, hint, value, suggestions, onTake }: SuggestFieldProps) {
  const list = useId()
  const [draft, setDraft] = useState<string | null>(null)
  const finish = (text: string) => {
    setDraft(null)
    if (text.trim() !== value) onTake(text.trim())
  }
  return (
    <>
      <input
        type="text"
        list={list}
        aria-label={label}
        placeholder={hint}
        spellCheck={false}
        autoComplete="off"
        value={draft ?? value}
        onChange={({ target }) => (suggestions.includes(target.value) ? finish(target.value) : setDraft(target.value))}
        onKeyDown={({ key, currentTarget }) => {
          if (key === 'Enter') finish(currentTarget.value)
          if (key === 'Escape') setDraft(null)
        }}
        onBlur={({ target }) => finish(target.value)}
        className="addr h-8 w-64 rounded border border-line bg-panel px-2.5 text-13 placeholder:font-sans placeholder:text-ink-quiet max-sm:w-full"
      />
      <datalist id={list}>
        {suggestions.slice(0, mostSuggestions).map((text) => (
          <option key={text} value={text} />
        ))}
      </datalist>
    </>
  )
}
