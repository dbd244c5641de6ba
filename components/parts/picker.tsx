'use client'
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react'

/** Something that can be taken: what it stands for, and how it reads. */
export interface Choice {
  /** What is taken with it: one, or several at once. */
  readonly ids: readonly string[]
  readonly text: string
  /** Quiet words after it. */
  readonly note?: string
}

export interface Taken {
  readonly id: string
  readonly content: ReactNode
  /** Says what taking it out does, for those who cannot see it. */
  readonly removeLabel: string
}

interface PickerProps {
  readonly label: string
  /** What to write into the field. */
  readonly hint: string
  readonly noMatch: string
  readonly taken: readonly Taken[]
  /** At most `mostChoices` of them are shown. */
  readonly choicesFor: (query: string) => readonly Choice[]
  readonly onTake: (ids: readonly string[]) => void
  readonly onRemove: (id: string) => void
  /** In the place of what is taken while that is nothing. */
  readonly nothing?: ReactNode
}

const mostChoices = 40

/** Several things out of many: what is taken as chips, and a field to find more. Arrow keys walk the list, Enter takes, Backspace gives back. */
export function Picker({ label, hint, noMatch, taken, choicesFor, onTake, onRemove, nothing }: PickerProps) {
  const [query, setQuery] = useState('')
  const [isOpen, setOpen] = useState(false)
  const [at, setAt] = useState(0)
  const field = useRef<HTMLInputElement>(null)
  const list = useId()
  const choices = isOpen ? choicesFor(query).slice(0, mostChoices) : []
  const take = (choice: Choice | undefined) => {
    if (choice === undefined) return
    onTake(choice.ids)
    setQuery('')
    setAt(0)
    field.current?.focus()
    // Out of the way of what lies below, until more is wanted.
    setOpen(false)
  }
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      setOpen(true)
      setAt((before) => Math.min(Math.max(0, choices.length - 1), Math.max(0, isOpen ? before + step : 0)))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      take(choices[at])
    } else if (event.key === 'Escape') setOpen(false)
    else if (event.key === 'Backspace' && query === '') {
      const last = taken.at(-1)
      if (last) onRemove(last.id)
    }
  }
  return (
    <div className="relative min-w-0">
      <div className="flex min-h-8 flex-wrap items-center gap-1.5">
        {taken.length === 0 && nothing}
        {taken.map(({ id, content, removeLabel }) => (
          <span
            key={id}
            className="inline-flex h-7 max-w-full items-center rounded border border-line bg-panel pl-2 text-13"
          >
            <span className="min-w-0 truncate">{content}</span>
            <button
              type="button"
              aria-label={removeLabel}
              onClick={() => onRemove(id)}
              className="flex h-full cursor-pointer items-center px-2 text-ink-quiet hover:text-ink"
            >
              ×
            </button>
          </span>
        ))}
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-label={label}
          aria-expanded={isOpen}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={choices[at] ? `${list}-${at}` : undefined}
          placeholder={hint}
          spellCheck={false}
          autoComplete="off"
          value={query}
          onChange={({ target }) => {
            setQuery(target.value)
            setAt(0)
            setOpen(true)
          }}
          onFocus={() => setOpen(true)}
          onClick={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKey}
          className="h-7 w-56 max-w-full min-w-24 flex-1 rounded border border-line bg-panel px-2.5 text-13 placeholder:text-ink-quiet sm:flex-none"
        />
      </div>
      <div
        id={list}
        role="listbox"
        aria-label={label}
        hidden={!isOpen}
        className="absolute top-full left-0 z-20 mt-1 max-h-72 w-96 max-w-full overflow-y-auto rounded border border-line bg-panel py-1 text-13"
      >
        {choices.length === 0 && <p className="px-2.5 py-1 text-ink-quiet">{noMatch}</p>}
        {choices.map((choice, index) => (
          <div
            key={`${choice.text} ${choice.note ?? ''}`}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === at}
            tabIndex={-1}
            // Before the field loses the focus, and with it the list.
            onPointerDown={(event) => {
              event.preventDefault()
              take(choice)
            }}
            onPointerMove={() => setAt(index)}
            className={`flex cursor-pointer justify-between gap-4 px-2.5 py-1 ${index === at ? 'bg-raised' : ''}`}
          >
            <span className="min-w-0 truncate">{choice.text}</span>
            {choice.note && <span className="addr shrink-0 text-12 text-ink-quiet">{choice.note}</span>}
          </div>
        ))}
      </div>
    </div>
  )
}
