/** Runs errands, some at once, each again only when its last run is over. */
import type { Errand } from './plan.ts'

export interface Runner {
  /** Those that are not under way or waiting already. */
  start(errands: readonly Errand[]): void
  /** What waits is not begun any more. */
  clear(): void
}

export function makeRunner(atOnce: number, run: (errand: Errand) => Promise<void>): Runner {
  const busy = new Set<string>()
  let waiting: Errand[] = []
  let running = 0

  const next = () => {
    while (running < atOnce) {
      const errand = waiting.shift()
      if (errand === undefined) return
      running++
      void run(errand).finally(() => {
        running--
        busy.delete(nameOf(errand))
        next()
      })
    }
  }
  return {
    start(errands) {
      for (const errand of errands) {
        if (busy.has(nameOf(errand))) continue
        busy.add(nameOf(errand))
        waiting.push(errand)
      }
      next()
    },
    clear() {
      for (const errand of waiting) busy.delete(nameOf(errand))
      waiting = []
    },
  }
}

const nameOf = ({ node, key }: Errand) => `${node} ${key}`
