'use client'
import { useWords } from '#components/words/use-words.ts'
import type { NodeFeed } from '#model/cluster.ts'
import type { Severity } from '#model/standing.ts'
import { Badge, type MarkState } from './mark.tsx'

/** How a node's agent stands; the reason on hover. */
export function FeedBadge({ feed }: { feed: NodeFeed }) {
  const words = useWords()
  const text = words.service.feeds[feed.is]
  if (feed.is === 'fine') return <span className="text-ink-quiet">{text}</span>
  const why = 'why' in feed ? { title: words.parts.said(feed.why) } : {}
  return (
    <Badge state={feed.is === 'refused' ? 'wrong' : 'unknown'} {...why}>
      {text}
    </Badge>
  )
}

const shown: readonly [Severity, MarkState][] = [
  ['wrong', 'wrong'],
  ['settling', 'settling'],
  ['draining', 'draining'],
]

/** How many virtual servers of one node differ; quiet when none. Null is "not compared". */
export function DifferenceBadges({ differs }: { differs: Readonly<Record<Severity, number>> | null }) {
  const words = useWords()
  if (differs === null) return <Badge state="unknown">{words.nodes.notCompared}</Badge>
  const some = shown.filter(([severity]) => differs[severity] > 0)
  if (some.length === 0) return <span className="text-ink-quiet">{words.nodes.agrees}</span>
  return (
    <span className="inline-flex gap-3">
      {some.map(([severity, state]) => (
        <Badge key={severity} state={state}>
          {words.nodes[severity](differs[severity])}
        </Badge>
      ))}
    </span>
  )
}
