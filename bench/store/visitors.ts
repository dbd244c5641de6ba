/** Who looks and shares while a store has its troubles: what they are answered, how fast, and what they are shown meanwhile. */
import { setTimeout as delay } from 'node:timers/promises'
import { overview } from '#model/scope.ts'
import { follow } from '../shared/browser.ts'

export interface Visited {
  /** Answers of snapshot routes by status. */
  readonly statuses: Readonly<Record<number, number>>
  readonly slowestMs: number
  /** Refusals that did not say when to come again, within two seconds. */
  readonly withoutRetry: number
  /** Longest between two frames of the live view, and slowest of its REST twin; answers of it that were no 200. */
  readonly frameGapMs: number
  readonly liveMs: number
  readonly liveFailed: number
}

export interface Visitors {
  /** Since the question before. */
  visited(): Visited
  /** From now until the list is had and a snapshot is kept, milliseconds. */
  recovered(): Promise<number>
  /** Each snapshot that was asked for, once for each key, with the id told; resolves when all have been kept. */
  settled(): Promise<ReadonlyMap<string, string>>
  close(): void
}

const everyMs = 200
const longestMs = 60_000
/** At the same time. */
const mostSharing = 4

export function startVisitors(url: string, token: string): Visitors {
  let [statuses, slowestMs, withoutRetry, frameGapMs, liveMs, liveFailed] = [
    {} as Record<number, number>,
    ...[0, 0, 0, 0, 0],
  ] as [Record<number, number>, number, number, number, number, number]
  let isOver = false
  let lastFrameAt = performance.now()
  const gap = () => {
    frameGapMs = Math.max(frameGapMs, performance.now() - lastFrameAt)
  }
  const follower = follow(
    url,
    overview,
    () => {
      gap()
      lastFrameAt = performance.now()
    },
    token,
  )

  const authorization = `Bearer ${token}`
  const ask = async (path: string, body?: object): Promise<Response> => {
    const began = performance.now()
    const response = await fetch(new URL(path, url), {
      headers: { authorization, 'content-type': 'application/json' },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(longestMs),
    })
    statuses[response.status] = (statuses[response.status] ?? 0) + 1
    slowestMs = Math.max(slowestMs, performance.now() - began)
    if (response.status === 503 && !(Number(response.headers.get('retry-after')) <= 2)) withoutRetry++
    return response
  }
  const list = () => ask('api/v1/snapshots')
  const kept = new Map<string, string>()
  let keys = 0
  /** With the same key until it is kept, as somebody does who heard no answer. */
  const share = async (): Promise<void> => {
    const key = `visitor-${++keys}`
    for (;;) {
      const response = await ask('api/v1/snapshots', { key }).catch(() => null)
      if (response?.status === 201) return void kept.set(key, ((await response.json()) as { id: string }).id)
      await response?.text()
      await delay(everyMs)
    }
  }
  const sharing = new Set<Promise<void>>()
  const often = async (work: () => Promise<unknown>, ms: number) => {
    while (!isOver) {
      await work().catch(() => {})
      await delay(ms)
    }
  }
  void often(async () => (await list()).text(), everyMs)
  void often(async () => {
    if (sharing.size >= mostSharing) return
    const own = share()
    sharing.add(own)
    void own.then(() => sharing.delete(own))
  }, 4 * everyMs)
  void often(async () => {
    const began = performance.now()
    const response = await fetch(new URL('api/v1/cluster', url), { headers: { authorization } }).catch(() => null)
    await response?.text()
    liveMs = Math.max(liveMs, performance.now() - began)
    if (response?.status !== 200) liveFailed++
  }, everyMs)

  return {
    visited: () => {
      gap()
      const now = { statuses, slowestMs, withoutRetry, frameGapMs, liveMs, liveFailed }
      statuses = {}
      slowestMs = withoutRetry = frameGapMs = liveMs = liveFailed = 0
      lastFrameAt = performance.now()
      return now
    },
    recovered: async () => {
      const began = performance.now()
      const before = kept.size
      for (;;) {
        const response = await list().catch(() => null)
        await response?.text()
        if (response?.status === 200 && kept.size > before) return performance.now() - began
        if (performance.now() - began > longestMs) return Infinity
        await delay(50)
      }
    },
    settled: async () => {
      isOver = true
      while (sharing.size > 0) await Promise.all(sharing)
      return kept
    },
    close: () => {
      isOver = true
      follower.close()
    },
  }
}
