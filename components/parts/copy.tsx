'use client'
import { useEffect, useState } from 'react'
import { useWords } from '#components/words/use-words.ts'

type Outcome = 'idle' | 'copied' | 'failed'

/** Puts text on the clipboard and says whether that worked. A long text is given as a function, made when asked for. */
export function CopyButton({ text, label }: { text: string | (() => string); label?: string }) {
  const words = useWords()
  const [outcome, setOutcome] = useState<Outcome>('idle')
  useEffect(() => {
    if (outcome === 'idle') return
    const handle = setTimeout(() => setOutcome('idle'), 2500)
    return () => clearTimeout(handle)
  }, [outcome])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text())
      setOutcome('copied')
    } catch {
      // No clipboard for pages that are not served securely.
      setOutcome('failed')
    }
  }
  const says = { idle: label ?? words.parts.copy, copied: words.parts.copied, failed: words.parts.copyFailed }
  return (
    <button
      type="button"
      onClick={copy}
      className="shrink-0 cursor-pointer rounded border border-line px-2 py-0.5 text-12 whitespace-nowrap text-ink-quiet hover:border-ink-quiet hover:text-ink"
    >
      <span role="status">{says[outcome]}</span>
    </button>
  )
}
