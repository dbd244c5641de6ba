'use client'
import { useEffect, useState } from 'react'
import { useWords } from '#components/words/use-words.ts'
import type { SnapshotAsk } from '#model/snapshot/ask.ts'
import { formatBytes } from './format-bytes.ts'
import { askPreview, type Preview } from './hub.ts'

const told = ['nodes', 'services', 'pods', 'flows', 'accessTests', 'captures', 'walks'] as const

type State =
  | { readonly is: 'weighing' }
  | { readonly is: 'told'; readonly preview: Preview }
  | { readonly is: 'failed'; readonly why: string }

/** What a snapshot asked for would have in it; asked of the hub anew with every choice. */
export function Inside({ ask }: { ask: SnapshotAsk }) {
  const words = useWords()
  const { snapshots: say } = words
  const [state, setState] = useState<State>({ is: 'weighing' })
  const key = JSON.stringify([ask.at, ask.pseudonyms, ask.parts])
  // biome-ignore lint/correctness/useExhaustiveDependencies: neither its end nor its view changes what is in it.
  useEffect(() => {
    let isOver = false
    askPreview(ask).then((answer) => {
      if (isOver) return
      if (answer.ok) setState({ is: 'told', preview: answer.value as Preview })
      else setState({ is: 'failed', why: answer.why ?? say.noAnswer })
    })
    return () => {
      isOver = true
    }
  }, [key])
  if (state.is === 'weighing')
    return (
      <p role="status" className="min-h-10 text-ink-quiet">
        {say.weighing}
      </p>
    )
  if (state.is === 'failed')
    return (
      <p role="alert" className="min-h-10">
        {say.notWeighed(state.why)}
      </p>
    )
  const { counts, bytes, samples } = state.preview
  const list = told.flatMap((name) => (counts[name] ? [say.counts[name](counts[name])] : [])).join(words.parts.comma)
  const names = Object.values(samples).flatMap((each) => each.slice(0, 2))
  return (
    <div role="status" className="min-h-10 space-y-1 border-l-2 border-accent pl-3">
      <p className="tabular-nums">{say.included(list, formatBytes(bytes, say))}</p>
      {ask.pseudonyms && names.length > 0 && (
        <p className="addr text-ink-quiet">{say.sample(names.join(words.parts.comma))}</p>
      )}
    </div>
  )
}
