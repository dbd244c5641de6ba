'use client'
import type { ReactNode } from 'react'
import { Mark, type MarkState } from '#components/parts/mark.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Node, NodeFeed } from '#model/cluster.ts'

/** What stands between the kernel and this page: a refused agent, a name claimed twice, rows nobody could read. */
export function NodeRemarks({ node, feed }: { node: Node; feed: NodeFeed }) {
  const words = useWords()
  const { rejected, conflicts, withoutCounters } = node
  return (
    <div className="space-y-2 pb-4 empty:hidden">
      {'why' in feed && (
        <Remark state={feed.is === 'refused' ? 'wrong' : 'unknown'}>
          {words.service.feeds[feed.is]}: {words.parts.said(feed.why)}
        </Remark>
      )}
      {conflicts.length > 0 && (
        <Remark state="wrong" lines={conflicts.map(words.parts.said)}>
          {words.node.conflicts}
        </Remark>
      )}
      {rejected.rows > 0 && (
        <Remark state="unknown" lines={rejected.samples}>
          {words.node.rejected(rejected.rows)}
        </Remark>
      )}
      {withoutCounters !== null && <Remark state="unknown">{words.node.noCounters(withoutCounters)}</Remark>}
    </div>
  )
}

function Remark({ state, lines = [], children }: { state: MarkState; lines?: readonly string[]; children: ReactNode }) {
  return (
    <div className="flex gap-2">
      <span className="flex h-5 items-center">
        <Mark state={state} />
      </span>
      <div className="min-w-0">
        <p>{children}</p>
        {lines.length > 0 && (
          <pre className="addr mt-1 text-12 whitespace-pre-wrap text-ink-quiet">{lines.join('\n')}</pre>
        )}
      </div>
    </div>
  )
}
