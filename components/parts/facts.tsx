import { Fragment, type ReactNode } from 'react'

export interface FactEntry {
  readonly name: string
  /** Left out when null: a fact that does not apply is no fact. */
  readonly value: ReactNode
}

/** Names and values of one thing, in columns as wide as the screen allows. */
export function Facts({ entries }: { entries: readonly FactEntry[] }) {
  return (
    <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1 text-13 md:grid-cols-[max-content_1fr_max-content_1fr] xl:grid-cols-[max-content_1fr_max-content_1fr_max-content_1fr]">
      {entries
        .filter(({ value }) => value !== null)
        .map(({ name, value }) => (
          <Fragment key={name}>
            <dt className="text-ink-quiet">{name}</dt>
            <dd className="min-w-0 pr-4">{value}</dd>
          </Fragment>
        ))}
    </dl>
  )
}
