'use client'
import type { ReactNode } from 'react'
import { formatClock, formatMoment } from '#components/parts/format.ts'
import { Mark } from '#components/parts/mark.tsx'
import { useWords } from '#components/words/use-words.ts'
import { type Comparison, isNothing, nodesOn, type Side } from '#model/compare/comparison.ts'

/** One sentence: between when and when, and what there is, the worst first. */
export function Summary({ comparison }: { comparison: Comparison }) {
  const words = useWords()
  const { compare: say } = words
  const { a, b, health } = comparison
  const isSame = isNothing(comparison)
  const parts = partsOf(comparison, say)
  const isFine = comparison.totals.problems === 0
  return (
    <div className="mb-5 space-y-1" data-compare={isSame ? 'same' : 'other'}>
      <p role="status" className="text-16 sm:text-20">
        <span className="inline-flex translate-y-px pr-2">
          <Mark state={isFine ? 'ok' : 'wrong'} />
        </span>
        <span className="text-ink-quiet">{say.between(...timesOf(a.at, b.at))}: </span>
        {isSame ? (
          <strong className="font-semibold">{say.nothing}</strong>
        ) : (
          parts.map(({ key, text, isWrong }, at) => (
            <span key={key} className={isWrong ? 'font-semibold text-wrong' : ''}>
              {at > 0 && <span className="font-normal text-ink-quiet"> · </span>}
              {text}
            </span>
          ))
        )}
      </p>
      {isSame && <Quiet>{say.nothingLong(health.after.nodes)}</Quiet>}
      {comparison.totals.drift.still > 0 && <Quiet>{say.driftStill(comparison.totals.drift.still)}</Quiet>}
      {a.name !== b.name && <Quiet>{say.twoClusters(a.name, b.name)}</Quiet>}
      {a.hasStandIns && b.hasStandIns && <Quiet>{say.standInsBoth}</Quiet>}
      {notHeard(comparison, a) > 0 && <Quiet>{say.firstHeard(notHeard(comparison, a), timesOf(a.at, b.at)[0])}</Quiet>}
      {notHeard(comparison, b) > 0 && <Quiet>{say.notHeardNow(notHeard(comparison, b), timesOf(a.at, b.at)[1])}</Quiet>}
      {comparison.notCompared.length > 0 && (
        <Quiet>{say.partly(comparison.notCompared.map((kind) => words.frame.kinds[kind]).join(', '))}</Quiet>
      )}
    </div>
  )
}

const notHeard = (comparison: Comparison, { notHeard: on }: Side): number =>
  on === null ? 0 : nodesOn(comparison, on).length

/** Where nothing of one side can be found on the other: which is which, and how each stands by itself. */
export function Unmatched({ comparison: { a, health } }: { comparison: Comparison }) {
  const { compare: say } = useWords()
  return (
    <div className="mb-5 space-y-2" data-compare="unmatched">
      <p role="alert" className="text-16 sm:text-20">
        <span className="inline-flex translate-y-px pr-2">
          <Mark state="unknown" />
        </span>
        {say.standInsOf[a.hasStandIns ? 'a' : 'b']}
      </p>
      <p className="max-w-prose text-14">{say.notMatched}</p>
      <Quiet>
        {say.before}: {say.sideCounts(health.before.nodes, health.before.wrong)} · {say.after}:{' '}
        {say.sideCounts(health.after.nodes, health.after.wrong)}
      </Quiet>
    </div>
  )
}

const Quiet = ({ children }: { children: ReactNode }) => <p className="text-13 text-ink-quiet">{children}</p>

const dayOf = (at: number): string => formatMoment(at).slice(0, 10)

/** Dates only where they are needed: two moments of today are clock times. */
function timesOf(from: number, to: number): [string, string] {
  const isOneDay = dayOf(from) === dayOf(to)
  if (isOneDay && dayOf(to) === dayOf(Date.now())) return [formatClock(from), formatClock(to)]
  return [formatMoment(from), isOneDay ? formatClock(to) : formatMoment(to)]
}

interface Part {
  readonly key: string
  readonly text: string
  readonly isWrong: boolean
}

function partsOf({ totals }: Comparison, say: ReturnType<typeof useWords>['compare']): Part[] {
  const { services, nodes, pods, drift, access, walks } = totals
  const part = (key: string, count: number, text: (count: number) => string, isWrong = false): Part[] =>
    count > 0 ? [{ key, text: text(count), isWrong }] : []
  const found = [
    ...part('new', drift.new, say.driftNew, true),
    ...part('seen', drift['first-seen'], say.driftSeen, true),
    ...part('access-broke', access.broke, say.accessBroke, true),
    ...part('walks-broke', walks.broke, say.walksBroke, true),
    ...part('access-other', access.other, say.accessOther),
    ...part('walks-other', walks.other, say.walksOther),
    ...part('access-slower', access.slower, say.accessSlower),
    ...part('changed', services.changed, say.servicesChanged),
    ...part('appeared', services.appeared, say.servicesAppeared),
    ...part('vanished', services.vanished, say.servicesVanished),
    ...part('rows', totals.rows, (rows) => say.rows(rows, totals.rowNodes)),
    ...part('settings', totals.settings, (servers) => say.settings(servers, totals.settingNodes)),
    ...part('sysctls', totals.sysctls, say.sysctls),
    ...part('nodes', nodes.changed, say.nodesChanged),
    ...part('nodes-new', nodes.appeared, say.nodesAppeared),
    ...part('nodes-gone', nodes.vanished, say.nodesVanished),
    ...part('pods', pods.changed + pods.appeared + pods.vanished, say.podsChanged),
    ...part('loads', totals.loads, say.loads),
    ...part('gone', drift.gone, say.driftGone),
    ...part('access-mended', access.mended, say.accessMended),
    ...part('walks-mended', walks.mended, say.walksMended),
    ...part('access-faster', access.faster, say.accessFaster),
    ...part('lost', drift['lost-sight'], say.driftLost),
  ]
  const hasDrift = drift.new + drift['first-seen'] + drift.still > 0
  return hasDrift ? found : [...found, { key: 'none', text: say.noDrift, isWrong: false }]
}
