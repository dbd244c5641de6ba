'use client'
import { formatNumber } from '#components/parts/format.ts'
import { Badge, Mark } from '#components/parts/mark.tsx'
import { to } from '#components/url/address.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Node } from '#model/cluster.ts'

/** From here on somebody should look: a full table drops the first packet of every new connection. */
const nearlyFull = 0.8

/** How full the table of tracked connections is, and the way to the connections themselves. */
export function Conntrack({ node }: { node: Node }) {
  const { facts } = useWords()
  const { conntrack, name } = node
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-2 pb-5 text-13">
      <span className="text-ink-quiet">{facts.conntrack}</span>
      {conntrack === null ? (
        <span className="flex items-center gap-2 text-unknown">
          <Mark state="unknown" />
          {facts.conntrackUnknown}
        </span>
      ) : (
        <Fill {...conntrack} />
      )}
      <Link to={to('flows', {}, { node: name })} className="text-accent underline underline-offset-3">
        {facts.connections}
      </Link>
    </div>
  )
}

function Fill({ count, limit }: { count: number; limit: number }) {
  const { facts } = useWords()
  const share = limit > 0 ? Math.min(1, count / limit) : 0
  const isFull = share >= nearlyFull
  const percent = `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`
  return (
    <>
      <span className="h-1.5 w-40 overflow-hidden rounded-full bg-raised" aria-hidden="true">
        <span
          className={`block h-full ${isFull ? 'bg-wrong' : 'bg-flow'}`}
          style={{ width: `max(${share * 100}%, ${count > 0 ? 2 : 0}px)` }}
        />
      </span>
      <span className="tabular-nums">
        {facts.conntrackOf(formatNumber(count) ?? '', formatNumber(limit) ?? '', percent)}
      </span>
      {isFull && <Badge state="wrong">{facts.conntrackFull}</Badge>}
    </>
  )
}
