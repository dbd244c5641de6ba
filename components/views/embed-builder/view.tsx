'use client'
import { useEffect, useEffectEvent, useState } from 'react'
import { useLook, useWho } from '#components/live/hooks.ts'
import { Empty } from '#components/parts/empty.tsx'
import { PageBody } from '#components/parts/page.tsx'
import { getJson } from '#components/url/api.ts'
import { useAddress } from '#components/url/browser.ts'
import { useLanguage, useTheme } from '#components/url/preferences.ts'
import { useWords } from '#components/words/use-words.ts'
import { has } from '#model/principal.ts'
import { overview } from '#model/scope.ts'
import { type Draft, draftOf, optionsOf } from './draft.ts'
import { BuilderForm } from './form.tsx'
import { Preview } from './preview.tsx'
import { Snippet } from './snippet-text.tsx'
import type { Trying } from './trying.ts'

/** Makes what goes into somebody's page, and shows it only when it works. */
export default function EmbedBuilderView() {
  const words = useWords()
  const { embed: say } = words
  const who = useWho()
  const { options } = useAddress()
  const [theme, language] = [useTheme(), useLanguage()]
  useLook(overview)
  const parents = useParents()
  // Whoever comes from a view embeds it as they see it; else as each reader likes.
  const [draft, setDraft] = useState<Draft>(() => draftOf(options.view ?? '', { theme, lang: language }))
  const [trying, setTrying] = useState<Trying | null>(null)
  const begin = () =>
    setTrying((before) => ({ options: optionsOf(draft), round: (before?.round ?? 0) + 1, outcome: 'trying' }))
  const end = (why: string | null) =>
    setTrying((before) => before && { ...before, outcome: why === null ? 'works' : { why } })
  const isPossible = parents !== null && parents.length > 0 && (who === null || has(who, 'admin'))
  const beginAtOnce = useEffectEvent(() => options.view && begin())
  useEffect(() => {
    if (isPossible) beginAtOnce()
  }, [isPossible])
  return (
    <PageBody title={words.titles.embedBuilder}>
      <p className="mb-5 max-w-prose text-ink-quiet">{say.intro}</p>
      {parents !== null && parents.length === 0 && <Empty nothing="not-allowed">{say.noParents}</Empty>}
      {parents !== null && parents.length > 0 && !isPossible && <Empty nothing="not-allowed">{say.needsAdmin}</Empty>}
      {isPossible && (
        <div className="grid items-start gap-x-8 gap-y-6 lg:grid-cols-[20rem_minmax(0,1fr)]">
          <div className="space-y-4">
            <BuilderForm draft={draft} onChange={setDraft} onTry={begin} />
            <p className="text-12 text-ink-quiet">{say.parents(parents.join(' '))}</p>
          </div>
          <div className="min-w-0 space-y-6">
            {trying === null ? (
              <p className="rounded border border-dashed border-line px-4 py-16 text-center text-ink-quiet">
                {say.nothingTried}
              </p>
            ) : (
              <Preview trying={trying} onEnd={end} />
            )}
            {trying?.outcome === 'works' && <Snippet options={trying.options} />}
          </div>
        </div>
      )}
    </PageBody>
  )
}

/** Null while the hub has not said. */
function useParents(): readonly string[] | null {
  const [parents, setParents] = useState<readonly string[] | null>(null)
  useEffect(() => {
    let isOver = false
    void getJson(['embed']).then((answer) => {
      const told = answer.ok ? (answer.value as { parents?: readonly string[] }).parents : undefined
      if (!isOver && told !== undefined) setParents(told)
    })
    return () => {
      isOver = true
    }
  }, [])
  return parents
}
