'use client'
import { useMemo } from 'react'
import { CopyButton } from '#components/parts/copy.tsx'
import { Empty } from '#components/parts/empty.tsx'
import { FilterField, FilterSwitch } from '#components/parts/filter.tsx'
import { Segments } from '#components/parts/segments.tsx'
import { withOptions } from '#components/url/address.ts'
import { navigate, useAddress } from '#components/url/browser.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'
import { type Comparison, canBeMatched, isNothing } from '#model/compare/comparison.ts'
import { formatComparison } from '#model/compare/format.ts'
import { GroupOf } from './group.tsx'
import { filterGroups, type LineFilter } from './lines/filter.ts'
import { makeGroups } from './lines/groups.ts'
import type { Group } from './lines/line.ts'
import { Summary, Unmatched } from './summary.tsx'
import { Twin } from './twin.tsx'

const shows = ['all', 'problems', 'structure', 'proofs', 'load'] as const
const showOf = (text: string | undefined): LineFilter['show'] => shows.find((show) => show === text) ?? 'all'

/** What a comparison comes to: the sentence, then by Service and by node. */
export function ComparisonBody({ comparison }: { comparison: Comparison }) {
  const words = useWords()
  const { compare: say } = words
  const { options } = useAddress()
  const groups = useMemo(() => makeGroups(comparison, words), [comparison, words])
  const filter = { show: showOf(options.show), text: options.q ?? '' }
  const [things, nodes, pods] = [groups.things, groups.nodes, groups.pods ? [groups.pods] : []].map((each) =>
    filterGroups(each, filter),
  )
  if (!canBeMatched(comparison)) return <Unmatched comparison={comparison} />
  const all = comparison.health.after.nodes
  const hasAny = groups.things.length + groups.nodes.length > 0 || groups.pods !== null
  const hasShown = things!.length + nodes!.length + pods!.length > 0
  return (
    <>
      <Summary comparison={comparison} />
      {(hasAny || !isNothing(comparison)) && <Filters comparison={comparison} show={filter.show} />}
      {hasAny && !hasShown && <NoMatch />}
      {hasShown && options.as === 'table' && <Twin groups={[...things!, ...pods!, ...nodes!]} all={all} />}
      {hasShown && options.as !== 'table' && (
        <div className="space-y-6">
          <Part title={say.byService} groups={[...things!, ...pods!]} all={all} />
          <Part title={say.byNode} groups={nodes!} all={all} />
        </div>
      )}
      {hasAny && <p className="mt-4 max-w-prose text-12 text-ink-quiet">{say.noise}</p>}
    </>
  )
}

function Part({ title, groups, all }: { title: string; groups: readonly Group[]; all: number }) {
  if (groups.length === 0) return null
  return (
    <div>
      <h2 className="mb-2 text-16">{title}</h2>
      {groups.map((group) => (
        <GroupOf key={group.id} group={group} all={all} />
      ))}
    </div>
  )
}

function Filters({ comparison, show }: { comparison: Comparison; show: LineFilter['show'] }) {
  const { compare: say } = useWords()
  const address = useAddress()
  return (
    <div className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-2">
      <Segments
        label={say.show}
        value={show}
        choices={shows.map((value) => ({ value, word: say[value] }))}
        onChange={(value) => navigate(withOptions(address, { show: value === 'all' ? '' : value }), { replace: true })}
      />
      <FilterField label={say.filter} />
      <FilterSwitch label={say.asTable} option="as" value="table" />
      <CopyButton text={() => formatComparison(comparison)} label={say.copyText} />
    </div>
  )
}

function NoMatch() {
  const { compare: say } = useWords()
  const address = useAddress()
  return (
    <Empty nothing="no-match">
      {say.noMatch}{' '}
      <Link to={withOptions(address, { q: '', show: '' })} className="text-accent underline">
        {say.clear}
      </Link>
    </Empty>
  )
}
