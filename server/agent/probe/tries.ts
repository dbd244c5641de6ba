/** Tries of one question, in their order: one that hangs does not hold up the others. */
import { setTimeout as delay } from 'node:timers/promises'

/** A try begins when the one before it has ended, or so long after it began. */
const patienceMs = 250

/** All that were begun when it is no longer wanted, or `count`. Ends so many patiences after the last try's own time at most. */
export async function runTries<T>(
  count: number,
  one: () => Promise<T>,
  isWanted: () => boolean,
  wait: (ms: number) => Promise<unknown> = delay,
): Promise<T[]> {
  const begun: Promise<T>[] = []
  while (begun.length < count && (begun.length === 0 || isWanted())) {
    const next = one()
    begun.push(next)
    if (begun.length < count) await Promise.race([next, wait(patienceMs)])
  }
  return Promise.all(begun)
}
