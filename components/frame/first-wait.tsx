'use client'
import { type ReactNode, useEffect, useState } from 'react'
import { useFeed, useTopologyCluster } from '#components/live/hooks.ts'
import { Empty } from '#components/parts/empty.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Scope } from '#model/scope.ts'

/** A wait shorter than this is not worth a word, milliseconds. */
const patienceMs = 500

/** The only wait there is: until the first frame of what the view looks at. Afterwards what was known stays. */
export function FirstWait({ scope, children }: { scope: Scope; children: ReactNode }) {
  const isEmpty = useTopologyCluster(scope).at === 0
  return isEmpty ? <Waiting /> : children
}

/** In place of a view. */
export function Waiting() {
  const words = useWords()
  const feed = useFeed()
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    const handle = setTimeout(() => setLong(true), patienceMs)
    return () => clearTimeout(handle)
  }, [])
  const isUnderWay = feed.is === 'connecting' || feed.is === 'waiting' || feed.is === 'live'
  if (isUnderWay && !isLong) return null
  return (
    <div className="p-6">
      <Empty nothing="not-known">{words.frame.feed[feed.is === 'live' ? 'waiting' : feed.is]}</Empty>
    </div>
  )
}
