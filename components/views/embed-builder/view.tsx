'use client'
import { type ReactNode, useEffect, useState } from 'react'
import { useLook, useWho } from '#components/live/hooks.ts'
import { ActionButton } from '#components/parts/actions.tsx'
import { CopyButton } from '#components/parts/copy.tsx'
import { Empty } from '#components/parts/empty.tsx'
import { PageBody } from '#components/parts/page.tsx'
import { getJson } from '#components/url/api.ts'
import { basePath } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import { has } from '#model/principal.ts'
import { overview } from '#model/scope.ts'
import { makeServerCommand, makeSnippet, type SnippetOptions } from './snippet.ts'
import { Trial } from './trial.tsx'

interface Trying {
  readonly options: SnippetOptions
  readonly round: number
  readonly outcome: 'trying' | 'works' | { readonly why: string }
}

const field = 'h-8 w-full rounded border border-line bg-panel px-2 text-13'

/** Makes what goes into somebody's page, and shows it only when it works. */
export default function EmbedBuilderView() {
  const words = useWords()
  const { embed: say } = words
  const who = useWho()
  useLook(overview)
  const parents = useParents()
  const [view, setView] = useState('services/default/web')
  const [namespaces, setNamespaces] = useState('')
  const [theme, setTheme] = useState('')
  const [lang, setLang] = useState('')
  const [tokenUrl, setTokenUrl] = useState('/fairlead-token')
  const [trying, setTrying] = useState<Trying | null>(null)
  const begin = () => {
    const named = namespaces.split(/[\s,]+/).filter(Boolean)
    const hub = `${window.location.origin}${basePath()}`
    const options = { hub, view: view.trim().replace(/^\//, ''), theme, lang, tokenUrl }
    setTrying((before) => ({
      options: { ...options, namespaces: named.length === 0 ? null : named },
      round: (before?.round ?? 0) + 1,
      outcome: 'trying',
    }))
  }
  const end = (why: string | null) =>
    setTrying((before) => before && { ...before, outcome: why === null ? 'works' : { why } })
  const mayTry = who === null || has(who, 'admin')
  return (
    <PageBody title={words.titles.embedBuilder}>
      <p className="mb-4 max-w-prose text-ink-quiet">{say.intro}</p>
      {parents !== null && parents.length === 0 && <Empty nothing="not-allowed">{say.noParents}</Empty>}
      {!mayTry && <Empty nothing="not-allowed">{say.needsAdmin}</Empty>}
      {parents !== null && parents.length > 0 && mayTry && (
        <div className="space-y-6">
          <p className="max-w-prose text-13 text-ink-quiet">{say.parents(parents.join(' '))}</p>
          <form
            className="grid max-w-3xl gap-3 sm:grid-cols-2"
            onSubmit={(event) => {
              event.preventDefault()
              begin()
            }}
          >
            <Named name={say.view} hint={say.viewHint}>
              <input value={view} onChange={({ target }) => setView(target.value)} className={`${field} addr`} />
            </Named>
            <Named name={say.namespaces} hint={say.namespacesHint}>
              <input
                value={namespaces}
                onChange={({ target }) => setNamespaces(target.value)}
                className={`${field} addr`}
              />
            </Named>
            <Named name={say.theme}>
              <Choice value={theme} onChange={setTheme} words={say.themes} />
            </Named>
            <Named name={say.language}>
              <Choice value={lang} onChange={setLang} words={say.languages} />
            </Named>
            <Named name={say.tokenUrl}>
              <input
                value={tokenUrl}
                onChange={({ target }) => setTokenUrl(target.value)}
                className={`${field} addr`}
              />
            </Named>
            <div className="self-end">
              <ActionButton isMain>{say.tryIt}</ActionButton>
            </div>
          </form>
          {trying !== null && <Outcome trying={trying} />}
          {trying !== null && <Trial key={trying.round} options={trying.options} onEnd={end} />}
        </div>
      )}
    </PageBody>
  )
}

function Outcome({ trying: { options, outcome } }: { trying: Trying }) {
  const { embed: say } = useWords()
  if (outcome === 'trying') return <p role="status">{say.trying}</p>
  if (outcome !== 'works')
    return (
      <p role="alert" className="text-wrong">
        {say.fails(outcome.why)}
      </p>
    )
  return (
    <div className="space-y-3" role="status">
      <p>{say.works}</p>
      <Code text={makeSnippet(options)} />
      <p>{say.server}</p>
      <Code text={makeServerCommand(options)} />
    </div>
  )
}

const Code = ({ text }: { text: string }) => (
  <div className="flex items-start gap-2">
    <pre className="addr min-w-0 flex-1 overflow-x-auto rounded border border-line bg-panel p-3 text-12">{text}</pre>
    <CopyButton text={text} />
  </div>
)

function Named({ name, hint, children }: { name: string; hint?: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is among its children.
    <label className="block space-y-1 text-13">
      <span>{name}</span>
      {children}
      {hint && <span className="block text-12 text-ink-quiet">{hint}</span>}
    </label>
  )
}

function Choice<Value extends string>({
  value,
  onChange,
  words,
}: {
  value: string
  onChange: (value: string) => void
  words: Readonly<Record<Value, string>>
}) {
  return (
    <select value={value} onChange={({ target }) => onChange(target.value)} className={field}>
      {Object.entries<string>(words).map(([each, word]) => (
        <option key={each} value={each === 'system' ? '' : each}>
          {word}
        </option>
      ))}
    </select>
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
