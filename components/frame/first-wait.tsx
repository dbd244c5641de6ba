'use client'
import type { ReactNode } from 'react'
import { useFeed, useTopologyCluster } from '#components/live/hooks.ts'
import { Empty } from '#components/parts/empty.tsx'
import { useWords } from '#components/words/use-words.ts'

/** The only wait there is: until the first frame. Afterwards what was known stays. */
export function FirstWait({ children }: { children: ReactNode }) {
  const words = useWords()
  const { is } = useFeed()
  const isEmpty = useTopologyCluster().at === 0
  if (!isEmpty) return children
  return (
    <div className="p-6">
      <Empty nothing="not-known">{words.frame.feed[is]}</Empty>
    </div>
  )
}
