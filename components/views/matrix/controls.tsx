'use client'
import { FilterChoice, FilterField, FilterSwitch } from '#components/parts/filter.tsx'
import { useWords } from '#components/words/use-words.ts'
import { change } from './change.ts'
import { type MatrixOptions, measures } from './options.ts'

/** What to see of the matrix, and how. */
export function Controls({ options, namespaces }: { options: MatrixOptions; namespaces: readonly string[] }) {
  const { controls } = useWords().matrix
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <fieldset aria-label={controls.by} className="flex h-8 overflow-hidden rounded border border-line">
        {measures.map((by) => (
          <button
            key={by}
            type="button"
            aria-pressed={options.by === by}
            title={controls.measureWhy[by]}
            onClick={() => change({ by })}
            className={`cursor-pointer px-2.5 text-13 ${options.by === by ? 'bg-raised text-ink' : 'text-ink-quiet hover:text-ink'}`}
          >
            {controls.measure[by]}
          </button>
        ))}
      </fieldset>
      <FilterField label={controls.filter} />
      {namespaces.length > 1 && (
        <FilterChoice label={controls.namespace} option="ns" all={controls.allNamespaces} choices={namespaces} />
      )}
      <FilterSwitch label={controls.onlyProblems} option="problems" value="1" />
      <AsTable options={options} />
    </div>
  )
}

/** The picture's twin: all there is to choose where somebody else chose what to see. */
export function AsTable({ options: { asTable } }: { options: MatrixOptions }) {
  const { controls } = useWords().matrix
  return (
    <button
      type="button"
      aria-pressed={asTable}
      onClick={() => change({ asTable: !asTable }, false)}
      className="h-8 cursor-pointer rounded border border-line px-2.5 text-13 text-ink-quiet hover:text-ink"
    >
      {asTable ? controls.asPicture : controls.asTable}
    </button>
  )
}
