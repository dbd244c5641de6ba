'use client'
import type { ReactNode } from 'react'
import type { Address } from '#components/url/address.ts'
import { Link } from '#components/url/link.tsx'

export interface Tab {
  readonly id: string
  readonly to: Address
  readonly content: ReactNode
}

/** Places within one page, each with an address of its own. */
export function Tabs({ label, tabs, current }: { label: string; tabs: readonly Tab[]; current: string }) {
  return (
    <nav aria-label={label} className="-mx-4 overflow-x-auto px-4 sm:mx-0 sm:px-0">
      <ul className="flex gap-x-1 border-b border-line whitespace-nowrap">
        {tabs.map(({ id, to, content }) => {
          const isCurrent = id === current
          const look = isCurrent ? 'border-accent text-ink' : 'border-transparent text-ink-quiet hover:text-ink'
          return (
            <li key={id}>
              <Link
                to={to}
                replace
                aria-current={isCurrent ? 'true' : undefined}
                className={`-mb-px block border-b-2 px-3 py-2 text-13 ${look}`}
              >
                {content}
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
