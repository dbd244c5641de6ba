'use client'
import { useEffect, useRef, useState } from 'react'
import { useCluster, useNow } from '#components/live/hooks.ts'
import type { Cluster } from '#model/cluster.ts'
import { makeFilterKey } from '#model/flow-filter.ts'
import type { FlowFilter } from '#model/scope.ts'

/** Who keeps what is on screen: the button until it is pressed again, the pointer while it is on a line. */
export type Hold = 'button' | 'pointer'

export interface Flows {
  /** What is on screen: the newest, or what was when it began to be kept. */
  readonly cluster: Cluster
  /** The hub's clock of what is on screen. */
  readonly now: number
  /** What is on screen is of another filter: that of this one has not come yet. */
  readonly isOld: boolean
  readonly hold: Hold | null
  /** Connections that came since. */
  readonly fresh: number
  readonly setHold: (hold: Hold | null) => void
}

interface Held {
  readonly by: Hold
  /** Of the filter it is of: another filter begins anew. */
  readonly key: string
  readonly cluster: Cluster
  readonly now: number
}

/** Connections that fit, kept on screen until those of another filter have come, or for as long as somebody reads. */
export function useFlows(filter: FlowFilter): Flows {
  const key = makeFilterKey(filter)
  const newest = useCluster({ is: 'flows', filter })
  const now = useNow()
  const last = useRef(newest)
  const [kept, setKept] = useState<Held | null>(null)
  const isWaiting = newest.at === 0
  useEffect(() => {
    if (!isWaiting) last.current = newest
  }, [newest, isWaiting])
  const present = isWaiting ? last.current : newest
  const held = kept?.key === key ? kept : null
  return {
    cluster: held?.cluster ?? present,
    now: held?.now ?? now,
    isOld: isWaiting && present.at > 0,
    hold: held?.by ?? null,
    fresh: held === null ? 0 : [...present.flows.keys()].filter((id) => !held.cluster.flows.has(id)).length,
    setHold: (by) => setKept(by === null ? null : held === null ? { by, key, cluster: present, now } : { ...held, by }),
  }
}
