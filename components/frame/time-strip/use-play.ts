'use client'
import { useEffect, useRef } from 'react'
import type { PastStore } from '#components/live/past-store.ts'

export const speeds = [1, 10, 60] as const
export type Speed = (typeof speeds)[number]

/** A new moment is shown this often, milliseconds; at the speed of life twice as seldom, since nothing is remembered more finely. */
const everyMs = (speed: Speed): number => (speed === 1 ? 2_000 : 1_000)

interface Playing {
  /** Null while nothing is played. */
  readonly speed: Speed | null
  readonly at: number
  readonly newest: number
  readonly store: PastStore | null
  readonly go: (at: number | null) => void
}

/** Goes on from moment to moment, each fetched ahead; waits where the hub is slower. At the end comes live. */
export function usePlay(playing: Playing): void {
  const latest = useRef(playing)
  latest.current = playing
  const { speed, store } = playing
  useEffect(() => {
    store?.play(speed ?? 0)
    return () => store?.play(0)
  }, [speed, store])
  useEffect(() => {
    if (speed === null) return
    const step = everyMs(speed) * speed
    const handle = setInterval(() => {
      const { at, newest, store, go } = latest.current
      if (store === null || store.isFetching()) return
      const next = at + step
      go(next >= newest ? null : next)
      if (next + step < newest) store.expect(next + step)
    }, everyMs(speed))
    return () => clearInterval(handle)
  }, [speed])
}
