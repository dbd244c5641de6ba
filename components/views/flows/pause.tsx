'use client'
import { useEffect, useRef } from 'react'
import { useWords } from '#components/words/use-words.ts'
import type { Flows } from './use-flows.ts'

interface PauseButtonProps extends Pick<Flows, 'hold' | 'fresh' | 'setHold'> {
  /** Says how many came meanwhile. */
  readonly goOnWith: (fresh: number) => string
}

/** Keeps what is on screen and counts what came meanwhile. The key P does the same. */
export function PauseButton({ hold, fresh, setHold, goOnWith }: PauseButtonProps) {
  const { flows: say } = useWords()
  const isPaused = hold === 'button'
  const press = () => setHold(isPaused ? null : 'button')
  const toggle = useRef(() => {})
  useEffect(() => {
    toggle.current = press
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && event.target.matches('input, textarea, select')
      if (event.key.toLowerCase() !== 'p' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      toggle.current()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
  return (
    <button
      type="button"
      aria-pressed={isPaused}
      aria-keyshortcuts="P"
      title={say.pauseHint}
      onClick={press}
      className={`h-8 min-w-20 cursor-pointer rounded border px-3 text-13 tabular-nums ${
        isPaused ? 'border-accent text-accent' : 'border-line hover:border-ink-quiet'
      }`}
    >
      {!isPaused ? say.pause : fresh === 0 ? say.goOn : goOnWith(fresh)}
    </button>
  )
}
