'use client'
import { useNewest, useNow } from '#components/live/hooks.ts'
import { Notice } from '#components/parts/feed-notice.tsx'
import { formatAge } from '#components/parts/format.ts'
import { useWords } from '#components/words/use-words.ts'

/** Kinds of the Kubernetes API that are not watched, one line for each reason. */
export function ApiNotices() {
  const words = useWords()
  const { api } = useNewest()
  const now = useNow()
  const lines = new Map<string, { kinds: string[]; since: number | null; why: string }>()
  for (const [kind, feed] of api) {
    if (feed.is !== 'absent' && feed.is !== 'stale') continue
    const key = `${feed.is} ${feed.why}`
    const line = lines.get(key) ?? { kinds: [], since: feed.is === 'stale' ? feed.since : null, why: feed.why }
    line.kinds.push(words.frame.kinds[kind])
    lines.set(key, line)
  }
  return [...lines].map(([key, { kinds, since, why }]) => {
    const named = kinds.join(words.parts.comma)
    return (
      <Notice key={key} state="unknown">
        {since === null
          ? words.frame.notice.api(named, why)
          : words.frame.notice.apiStale(named, formatAge(now - since, words.parts), why)}
      </Notice>
    )
  })
}
