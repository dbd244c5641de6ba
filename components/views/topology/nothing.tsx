'use client'
import { Empty, type Nothing } from '#components/parts/empty.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import type { Cluster } from '#model/cluster.ts'
import { change } from './change.ts'
import type { Findings } from './findings.ts'
import type { TopologyOptions } from './options.ts'

/** Which kind of nothing there is to see, if there is nothing. */
export function NothingNotice({ findings, options }: { findings: Findings; options: TopologyOptions }) {
  const { topology: words, parts } = useWords()
  const { facts, visible } = findings
  if (facts.services.length === 0) {
    const { nothing, text } = whyNone(facts.cluster, words, parts)
    return (
      <div className="px-4 pb-3 sm:px-6">
        <Empty nothing={nothing}>{text}</Empty>
      </div>
    )
  }
  if (visible.services.length > 0 || visible.nodes.length > 0) return null
  const problems = options.onlyProblems && options.query === '' && options.namespace === ''
  return (
    <div className="px-4 pb-3 sm:px-6">
      <Empty nothing="no-match">
        {problems ? words.nothing.noProblems : words.nothing.noMatch}{' '}
        <button
          type="button"
          className="cursor-pointer text-accent underline underline-offset-3"
          onClick={() => change({ query: '', namespace: '', onlyProblems: false })}
        >
          {problems ? words.nothing.showAll : words.nothing.clear}
        </button>
      </Empty>
    </div>
  )
}

function whyNone(
  cluster: Cluster,
  { nothing }: Words['topology'],
  { said, gap }: Words['parts'],
): { nothing: Nothing; text: string } {
  const feed = cluster.api.get('services')
  if (feed?.is === 'live') return { nothing: 'none', text: nothing.none }
  const why = feed && 'why' in feed ? feed.why : ''
  if (/\b40[13]\b|forbidden|unauthorized/i.test(why)) return { nothing: 'not-allowed', text: nothing.notAllowed(why) }
  return { nothing: 'not-known', text: why === '' ? nothing.notKnown : `${nothing.notKnown}${gap}${said(why)}` }
}
