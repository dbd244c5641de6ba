'use client'
import { type ReactNode, useId } from 'react'
import { ActionButton } from '#components/parts/actions.tsx'
import { useWords } from '#components/words/use-words.ts'
import { embedViews } from '#model/embed/views.ts'
import { type Draft, viewOf } from './draft.ts'

interface BuilderFormProps {
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
  readonly onTry: () => void
}

const field = 'h-8 w-full rounded border border-line bg-panel px-2 text-13'

export function BuilderForm({ draft, onChange, onTry }: BuilderFormProps) {
  const words = useWords()
  const { embed: say } = words
  const suggestions = useId()
  const own = viewOf(draft)
  const set = (change: Partial<Draft>) => onChange({ ...draft, ...change })
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (own !== null) onTry()
      }}
    >
      <Named name={say.view} hint={own === null ? say.noView : say.viewHint}>
        <input
          value={draft.view}
          list={suggestions}
          aria-invalid={own === null}
          spellCheck={false}
          onChange={({ target }) => set({ view: target.value })}
          className={`${field} addr ${own === null ? 'border-wrong' : ''}`}
        />
      </Named>
      <datalist id={suggestions}>
        {embedViews.map((view) => (
          <option key={view} value={view}>
            {words.titles[view]}
          </option>
        ))}
      </datalist>
      <Named name={say.namespaces} hint={say.namespacesHint}>
        <input
          value={draft.namespaces}
          spellCheck={false}
          onChange={({ target }) => set({ namespaces: target.value })}
          className={`${field} addr`}
        />
      </Named>
      <div className="grid grid-cols-2 gap-3">
        <Named name={say.theme}>
          <Choice value={draft.theme} onChange={(theme) => set({ theme })} words={say.themes} />
        </Named>
        <Named name={say.language}>
          <Choice value={draft.lang} onChange={(lang) => set({ lang })} words={say.languages} />
        </Named>
      </div>
      <fieldset className="space-y-1 text-13">
        <legend className="mb-1">{say.others}</legend>
        <div className="flex flex-wrap gap-x-4 gap-y-1">
          {embedViews.map((view) => (
            <label key={view} className="flex cursor-pointer items-center gap-1.5">
              <input
                type="checkbox"
                className="size-4 accent-accent"
                checked={view === own || draft.others.includes(view)}
                disabled={view === own}
                onChange={({ target }) =>
                  set({
                    others: embedViews.filter((each) => (each === view ? target.checked : draft.others.includes(each))),
                  })
                }
              />
              {words.titles[view]}
            </label>
          ))}
        </div>
        <p className="text-12 text-ink-quiet">{say.othersHint}</p>
      </fieldset>
      <Named name={say.tokenUrl}>
        <input
          value={draft.tokenUrl}
          spellCheck={false}
          onChange={({ target }) => set({ tokenUrl: target.value })}
          className={`${field} addr`}
        />
      </Named>
      <ActionButton isMain isDisabled={own === null}>
        {say.tryIt}
      </ActionButton>
    </form>
  )
}

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
