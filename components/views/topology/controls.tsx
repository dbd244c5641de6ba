'use client'
import type { ReactNode, RefObject } from 'react'
import { useWords } from '#components/words/use-words.ts'
import { change } from './change.ts'
import type { Facts } from './facts.ts'
import type { TopologyOptions } from './options.ts'

interface ControlsProps {
  readonly options: TopologyOptions
  readonly facts: Facts
  readonly filter: RefObject<HTMLInputElement | null>
  readonly openKeys: () => void
  /** What else there is to do with the picture. */
  readonly children?: ReactNode
}

const button = 'h-8 cursor-pointer rounded border border-line px-2.5 text-13 text-ink-quiet hover:text-ink'

/** What to see of the picture, and how. */
export function Controls({ options, facts, filter, openKeys, children }: ControlsProps) {
  const { controls } = useWords().topology
  const namespaces = [...new Set(facts.services.map((service) => service.namespace))].filter(Boolean).sort()
  return (
    <div className="flex flex-wrap items-center gap-2">
      <input
        ref={filter}
        type="search"
        data-filter=""
        aria-label={controls.filter}
        placeholder={`${controls.filterHint}  /`}
        spellCheck={false}
        autoComplete="off"
        value={options.query}
        onChange={(event) => change({ query: event.target.value }, true)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          change({ query: '' }, true)
          event.currentTarget.blur()
        }}
        className="h-8 w-56 max-w-full rounded border border-line bg-panel px-2.5 text-13 placeholder:text-ink-quiet"
      />
      {namespaces.length > 1 && (
        <select
          aria-label={controls.namespace}
          value={options.namespace}
          onChange={(event) => change({ namespace: event.target.value })}
          className="h-8 max-w-40 rounded border border-line bg-panel px-2 text-13"
        >
          <option value="">{controls.allNamespaces}</option>
          {namespaces.map((namespace) => (
            <option key={namespace}>{namespace}</option>
          ))}
        </select>
      )}
      <label className="flex h-8 cursor-pointer items-center gap-1.5 text-13">
        <input
          type="checkbox"
          checked={options.onlyProblems}
          onChange={() => change({ onlyProblems: !options.onlyProblems })}
          className="accent-accent"
        />
        {controls.onlyProblems}
      </label>
      <AsTable options={options} />
      {children}
      <button
        type="button"
        className={`${button} hidden sm:block`}
        onClick={openKeys}
        title={controls.keys}
        aria-label={controls.keys}
      >
        ?
      </button>
    </div>
  )
}

/** The picture's twin: all there is to choose where somebody else chose what to see. */
export function AsTable({ options: { asTable } }: { options: TopologyOptions }) {
  const { controls } = useWords().topology
  return (
    <button type="button" aria-pressed={asTable} className={button} onClick={() => change({ asTable: !asTable })}>
      {asTable ? controls.asPicture : controls.asTable}
    </button>
  )
}
