'use client'
import type { ReactNode } from 'react'
import { useActions } from '#components/live/hooks.ts'
import { useWords } from '#components/words/use-words.ts'
import type { Role } from '#model/principal.ts'
import { CliHint } from './cli-hint.tsx'

interface ActionsProps {
  readonly command: string | null
  /** Roles it takes; those of a walk where none are given. */
  readonly needs?: readonly Role[]
  readonly children: ReactNode
}

/** What begins something, where the hub may; else one sentence in its place, and how it is done on a terminal of a hub that may. Nothing where no present is shown, and in what is embedded. */
export function Actions({ command, needs, children }: ActionsProps) {
  const words = useWords()
  const actions = useActions(needs)
  if (actions === 'possible') return children
  if (actions === 'kept' || actions === 'past' || actions === 'embed') return null
  return (
    <div data-nothing="not-allowed" className="max-w-prose space-y-1 text-13 text-ink-quiet">
      <p>{words.actions[actions]}</p>
      {command !== null && <CliHint command={command} />}
    </div>
  )
}

interface ButtonProps {
  /** Absent for one that submits its form. */
  readonly onClick?: () => void
  /** The one thing the page is for. */
  readonly isMain?: boolean
  readonly isDisabled?: boolean
  readonly children: ReactNode
}

/** Begins or ends something: a button with a word. */
export function ActionButton({ onClick, isMain = false, isDisabled = false, children }: ButtonProps) {
  const look = isMain
    ? 'border-accent bg-accent font-medium text-ground enabled:hover:opacity-90'
    : 'border-line enabled:hover:border-ink-quiet'
  return (
    <button
      type={onClick === undefined ? 'submit' : 'button'}
      onClick={onClick}
      disabled={isDisabled}
      className={`h-8 cursor-pointer rounded border px-3 text-13 whitespace-nowrap disabled:cursor-default disabled:opacity-50 ${look}`}
    >
      {children}
    </button>
  )
}
