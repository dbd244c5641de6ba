'use client'
import { useEffect, useState } from 'react'
import { useLook } from '#components/live/hooks.ts'
import { Empty } from '#components/parts/empty.tsx'
import { PageBody } from '#components/parts/page.tsx'
import { Table } from '#components/parts/table.tsx'
import { list, type SharedSnapshot } from '#components/share/hub.ts'
import { basePath } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import { overview } from '#model/scope.ts'
import { columnsOf } from './columns.tsx'

type State =
  | { readonly is: 'asking' }
  | { readonly is: 'told'; readonly rows: readonly SharedSnapshot[] }
  | { readonly is: 'failed'; readonly why: string | null }

/** What oneself has shared and is still there; for an admin, what anybody has. */
export default function SnapshotsView() {
  const words = useWords()
  const { snapshots: say } = words
  const [state, setState] = useState<State>({ is: 'asking' })
  const [asked, setAsked] = useState(0)
  // For the frame's figures: this view looks at nothing else.
  useLook(overview)
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again after each revocation.
  useEffect(() => {
    let isOver = false
    list().then((answer) => {
      if (!isOver)
        setState(
          answer.ok
            ? { is: 'told', rows: answer.value as readonly SharedSnapshot[] }
            : { is: 'failed', why: answer.why },
        )
    })
    return () => {
      isOver = true
    }
  }, [asked])
  return (
    <PageBody
      title={words.titles.snapshots}
      aside={
        <a href={`${basePath()}/open`} className="text-13 text-accent underline underline-offset-3">
          {say.openAFile}
        </a>
      }
    >
      {state.is === 'failed' && <Empty nothing="not-known">{say.listFailed(state.why ?? say.noAnswer)}</Empty>}
      {state.is === 'told' && state.rows.length === 0 && <Empty nothing="none">{say.none}</Empty>}
      {state.is === 'told' && state.rows.length > 0 && (
        <>
          <p className="mb-3 max-w-prose text-13 text-ink-quiet">{say.hashOnly}</p>
          <Table
            caption={words.titles.snapshots}
            columns={columnsOf(words, () => setAsked(asked + 1))}
            rows={state.rows}
            keyOf={({ id }) => id}
          />
        </>
      )}
    </PageBody>
  )
}
