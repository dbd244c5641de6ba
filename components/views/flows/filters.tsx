'use client'
import { useId, useState } from 'react'
import { FilterChoice } from '#components/parts/filter.tsx'
import { Mark } from '#components/parts/mark.tsx'
import { withOptions } from '#components/url/address.ts'
import { navigate, useAddress } from '#components/url/browser.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Cluster } from '#model/cluster.ts'
import { flowProtocols, type WrongFilter } from '#model/flow-filter.ts'
import { anyFlow, type FlowFilter } from '#model/scope.ts'

interface FiltersProps {
  readonly cluster: Cluster
  readonly filter: FlowFilter
  readonly wrong: readonly WrongFilter[]
}

type FilterName = keyof FlowFilter

const commonStates = ['ESTABLISHED', 'SYN_RECV', 'SYN_SENT', 'FIN_WAIT', 'CLOSE_WAIT', 'TIME_WAIT', 'CLOSE', 'UDP']
const order: readonly FilterName[] = ['node', 'service', 'client', 'backend', 'state', 'protocol']

/** What is asked for, in the address: a chip where something is given, a field where not. */
export function Filters({ cluster, filter, wrong }: FiltersProps) {
  const { flows: say } = useWords()
  const rows = [...cluster.flows.values()]
  const states = new Set([...commonStates, ...rows.map(({ state }) => state)])
  const suggestions = {
    node: [...cluster.nodes.keys()],
    service: [...cluster.services.keys()],
    client: [...new Set(rows.map(({ client }) => client.address))],
    backend: [...new Set(rows.map(({ real }) => real.address))],
  }
  return (
    <fieldset className="mb-3">
      <legend className="sr-only">{say.filters}</legend>
      <div className="flex flex-wrap items-center gap-2">
        {order.map((name) => {
          if (filter[name] !== '') return <Chip key={name} name={name} value={filter[name]} />
          if (name === 'state' || name === 'protocol') {
            return (
              <FilterChoice
                key={name}
                label={say.filter[name]}
                option={name}
                all={say.hint[name]}
                choices={name === 'state' ? [...states].sort() : flowProtocols}
              />
            )
          }
          return <Field key={name} name={name} suggestions={suggestions[name]} />
        })}
        {Object.values(filter).some((text) => text !== '') && <Clear />}
      </div>
      {wrong.map((name) => (
        <p key={name} role="alert" className="mt-2 flex items-center gap-2 text-13">
          <Mark state="wrong" />
          {say.wrong[name](filter[name])}
        </p>
      ))}
    </fieldset>
  )
}

function Chip({ name, value }: { name: FilterName; value: string }) {
  const { flows: say } = useWords()
  const address = useAddress()
  return (
    <span className="inline-flex h-8 max-w-full items-center rounded border border-accent/60 text-13">
      <span className="min-w-0 truncate pl-2.5">
        <span className="text-ink-quiet">{say.filter[name]}</span> <span className="addr">{value}</span>
      </span>
      <Link
        to={withOptions(address, { [name]: '' })}
        aria-label={say.remove(say.filter[name], value)}
        className="flex h-full items-center px-2.5 text-ink-quiet hover:text-ink"
      >
        ×
      </Link>
    </span>
  )
}

/** Every connection again: from here, and from where nothing fits. */
export function Clear() {
  const { flows: say } = useWords()
  const address = useAddress()
  return (
    <Link to={withOptions(address, { ...anyFlow })} className="px-1 text-13 text-accent underline underline-offset-3">
      {say.clear}
    </Link>
  )
}

/** Asked for when it is written, not while: every question is one to the nodes. */
function Field({ name, suggestions }: { name: FilterName; suggestions: readonly string[] }) {
  const { flows: say } = useWords()
  const address = useAddress()
  const list = useId()
  const [draft, setDraft] = useState('')
  const ask = (text: string) => {
    if (text.trim() !== '') navigate(withOptions(address, { [name]: text.trim() }))
  }
  return (
    <>
      <input
        type="text"
        list={list}
        aria-label={say.filter[name]}
        placeholder={say.hint[name]}
        spellCheck={false}
        autoComplete="off"
        value={draft}
        onChange={({ target }) => {
          setDraft(target.value)
          // Chosen from the list: complete at once.
          if (suggestions.includes(target.value)) ask(target.value)
        }}
        onKeyDown={({ key, currentTarget }) => {
          if (key === 'Enter') ask(draft)
          if (key !== 'Escape') return
          setDraft('')
          currentTarget.blur()
        }}
        onBlur={() => ask(draft)}
        className="h-8 w-60 max-w-full rounded border border-line bg-panel px-2.5 text-13 placeholder:text-ink-quiet max-sm:w-[calc(50%-0.25rem)]"
      />
      <datalist id={list}>
        {suggestions.slice(0, mostSuggestions).map((text) => (
          <option key={text} value={text} />
        ))}
      </datalist>
    </>
  )
}

const mostSuggestions = 200
