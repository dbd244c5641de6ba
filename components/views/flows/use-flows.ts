'use client'
import { useEffect, useRef, useState } from 'react'
import { useCluster, useNow } from '#components/live/hooks.ts'
import type { Cluster } from '#model/cluster.ts'
import { makeFilterKey } from '#model/flow-filter.ts'
import type { FlowFilter } from '#model/scope.ts'

export interface Flows {
  /** What is on screen: the newest, or what was when it was paused. */
  readonly cluster: Cluster
  /** The hub's clock of what is on screen. */
  readonly now: number
  /** What is on screen is of another filter: that of this one has not come yet. */
  readonly isOld: boolean
  readonly isPaused: boolean
  /** Connections that came since it was paused. */
  readonly fresh: number
  readonly setPaused: (isPaused: boolean) => void
}

/** Connections that fit, kept on screen until those of another filter have come, or for as long as somebody reads. */
export function useFlows(filter: FlowFilter): Flows {
  const key = makeFilterKey(filter)
  const newest = useCluster({ is: 'flows', filter })
  const now = useNow()
  const last = useRef(newest)
  const [held, setHeld] = useState<{ readonly key: string; readonly cluster: Cluster; readonly now: number } | null>(
    null,
  )
  const isWaiting = newest.at === 0
  useEffect(() => {
    if (!isWaiting) last.current = newest
  }, [newest, isWaiting])
  const present = isWaiting ? last.current : newest
  const paused = held !== null && held.key === key ? held : null
  return {
    cluster: paused?.cluster ?? present,
    now: paused?.now ?? now,
    isOld: isWaiting && present.at > 0,
    isPaused: paused !== null,
    fresh: paused === null ? 0 : [...present.flows.keys()].filter((id) => !paused.cluster.flows.has(id)).length,
    setPaused: (isPaused) => setHeld(isPaused ? { key, cluster: present, now } : null),
  }
}
