/** Whose turn it is: some nodes at once, each with one question at a time, and never more tries a minute than its agent makes. */
import { type Bucket, makeBucket } from '#model/bucket.ts'
import type { NodeName } from '#model/ids.ts'
import type { Timing } from './ask.ts'

export const turnLimits = {
  nodesAtOnce: 8,
  /** Of one node, a minute and at once: agents allow 120, of which walks need some. */
  triesPerMinute: 100,
} as const

/** One piece of work at a node. Never throws. */
export type Errand = () => Promise<void>

export interface Turns {
  add(node: NodeName, errand: Errand): void
  /** Resolves when the node may be asked so many tries more. */
  paced(node: NodeName, tries: number): Promise<void>
  close(): void
}

export function makeTurns({ now, after }: Timing): Turns {
  const waiting = new Map<NodeName, Errand[]>()
  const busy = new Set<NodeName>()
  const buckets = new Map<NodeName, Bucket>()
  const timers = new Set<() => void>()
  let isClosed = false

  const run = (node: NodeName, errands: Errand[]) => {
    const errand = errands.shift()!
    waiting.delete(node)
    // Behind the others: each node gets its turn.
    if (errands.length > 0) waiting.set(node, errands)
    busy.add(node)
    void errand().finally(() => {
      busy.delete(node)
      next()
    })
  }
  const next = () => {
    if (isClosed) return
    for (const [node, errands] of [...waiting]) {
      if (busy.size >= turnLimits.nodesAtOnce) return
      if (!busy.has(node)) run(node, errands)
    }
  }
  return {
    add(node, errand) {
      const errands = waiting.get(node)
      if (errands === undefined) waiting.set(node, [errand])
      else errands.push(errand)
      next()
    },
    paced(node, tries) {
      const bucket = buckets.get(node) ?? makeBucket(turnLimits.triesPerMinute, turnLimits.triesPerMinute, now)
      buckets.set(node, bucket)
      return new Promise((resolve) => {
        const attempt = () => {
          const seconds = bucket.take(tries)
          if (seconds === 0) return resolve()
          const cancel = after(seconds * 1_000, () => {
            timers.delete(cancel)
            attempt()
          })
          timers.add(cancel)
        }
        attempt()
      })
    },
    close() {
      isClosed = true
      waiting.clear()
      for (const cancel of timers) cancel()
    },
  }
}
