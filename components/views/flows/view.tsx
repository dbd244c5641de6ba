'use client'
import { useMemo } from 'react'
import { PageBody } from '#components/parts/page.tsx'
import { useAddress } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import { parseFlowFilter } from '#model/flow-filter.ts'
import { Filters } from './filters.tsx'
import { LeftOut } from './left-out.tsx'
import { Lines } from './lines.tsx'
import { NothingHere } from './nothing.tsx'
import { PauseButton } from './pause.tsx'
import { lookedAt, makeFlowLines } from './scene.ts'
import { useFlows } from './use-flows.ts'

/** Connections as the kernels hold them, before and after translation, while they come and go. */
export default function FlowsView() {
  const words = useWords()
  const { options } = useAddress()
  const { filter, wrong } = parseFlowFilter(options)
  const flows = useFlows(filter)
  const { cluster } = flows
  const lines = useMemo(() => makeFlowLines(cluster), [cluster])
  const looked = lookedAt(cluster, filter)
  return (
    <PageBody
      title={words.titles.flows}
      aside={
        <span className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
          <span className="text-13 text-ink-quiet tabular-nums">
            {words.flows.count(lines.length, looked.read)}
            {flows.hold === 'pointer' && flows.fresh > 0 && ` · ${words.flows.waitingWhilePointed(flows.fresh)}`}
          </span>
          <PauseButton flows={flows} />
        </span>
      }
    >
      <Filters cluster={cluster} filter={filter} wrong={wrong} />
      <LeftOut looked={looked} />
      <div className={flows.isOld ? 'opacity-50' : ''} aria-busy={flows.isOld}>
        {lines.length > 0 ? (
          <Lines lines={lines} now={flows.now} hold={flows.hold} setHold={flows.setHold} />
        ) : (
          wrong.length === 0 && <NothingHere cluster={cluster} filter={filter} looked={looked} />
        )}
      </div>
    </PageBody>
  )
}
