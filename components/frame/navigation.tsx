'use client'
import { useClock } from '#components/live/clock.ts'
import { to } from '#components/url/address.ts'
import { useAddress } from '#components/url/browser.ts'
import { Link } from '#components/url/link.tsx'
import type { ViewId } from '#components/url/routes.ts'
import { views } from '#components/views/index.ts'
import { useWords } from '#components/words/use-words.ts'

/** The views one can go to without naming anything, each with those that belong under it. */
const entries: readonly { readonly id: ViewId; readonly covers: readonly string[] }[] = [
  { id: 'topology', covers: ['topology'] },
  { id: 'matrix', covers: ['matrix'] },
  { id: 'services', covers: ['services', 'service'] },
  { id: 'nodes', covers: ['nodes', 'node'] },
  { id: 'flows', covers: ['flows'] },
  { id: 'access', covers: ['access'] },
  { id: 'walk', covers: ['walk'] },
  { id: 'compare', covers: ['compare'] },
]

export function Navigation() {
  const words = useWords()
  const { view } = useAddress()
  const isKept = useClock()?.is === 'kept'
  const shown = isKept ? entries.filter(({ id }) => !views.find((each) => each.id === id)?.isOfHub) : entries
  return (
    <nav aria-label={words.frame.navigation}>
      <ul className="-mx-1 flex justify-between overflow-x-auto text-12 tracking-tight sm:-ml-2 sm:text-13 sm:tracking-normal sm:justify-start lg:overflow-visible lg:text-14 one-row:ml-0">
        {shown.map(({ id, covers }) => {
          const isHere = covers.includes(view)
          const look = isHere ? 'border-accent text-ink' : 'border-transparent text-ink-quiet hover:text-ink'
          return (
            <li key={id}>
              <Link
                to={to(id)}
                aria-current={view === id ? 'page' : isHere ? 'true' : undefined}
                className={`-mb-px block border-b-2 px-0.5 py-1.5 whitespace-nowrap sm:px-2 lg:py-2.5 roomy:px-3 ${look}`}
              >
                {words.nav[id as keyof typeof words.nav]}
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
