'use client'
import { Empty } from '#components/parts/empty.tsx'
import { formatNumber } from '#components/parts/format.ts'
import { Badge } from '#components/parts/mark.tsx'
import { Panel } from '#components/parts/panel.tsx'
import { to } from '#components/url/address.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Node } from '#model/cluster.ts'

/** From here on somebody should look: a full table drops the first packet of every new connection. */
const nearlyFull = 0.8

/** How full the table of tracked connections is. */
export function Conntrack({ node }: { node: Node }) {
  const { facts } = useWords()
  const { conntrack } = node
  const connections = (
    <Link to={to('flows', {}, { node: node.name })} className="text-accent hover:underline">
      {facts.connections}
    </Link>
  )
  return (
    <Panel title={facts.conntrack} aside={connections}>
      {conntrack === null ? <Empty nothing="not-known">{facts.conntrackUnknown}</Empty> : <Fill {...conntrack} />}
    </Panel>
  )
}

function Fill({ count, limit }: { count: number; limit: number }) {
  const { facts } = useWords()
  const share = limit > 0 ? Math.min(1, count / limit) : 0
  const isFull = share >= nearlyFull
  const percent = `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`
  return (
    <>
      <div className="h-2 max-w-lg overflow-hidden rounded-full border border-line" aria-hidden="true">
        <div
          className={`h-full ${isFull ? 'bg-wrong' : 'bg-accent'}`}
          style={{ width: `max(${share * 100}%, ${count > 0 ? 2 : 0}px)` }}
        />
      </div>
      <p className="mt-2 text-13 tabular-nums">
        {facts.conntrackOf(formatNumber(count) ?? '', formatNumber(limit) ?? '', percent)}
      </p>
      {isFull && (
        <p className="mt-1 text-13">
          <Badge state="wrong">{facts.conntrackFull}</Badge>
        </p>
      )}
    </>
  )
}
