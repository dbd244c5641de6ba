/** What is to happen when, in simulated time. Entries of one moment happen in the order they were made. */
export interface Agenda {
  /** The time of what is happening now; between happenings, the time last run to. */
  nowMs(): number
  after(delayMs: number, act: () => void): void
  /** Does all that is due up to then, what comes of it included. */
  run(toMs: number): void
}

interface Entry {
  readonly atMs: number
  readonly act: () => void
}

export function makeAgenda(): Agenda {
  /** Sorted, the next one last. */
  const entries: Entry[] = []
  let nowMs = 0
  return {
    nowMs: () => nowMs,
    after(delayMs, act) {
      const atMs = nowMs + Math.max(0, delayMs)
      let place = entries.length
      while (place > 0 && entries[place - 1]!.atMs <= atMs) place--
      entries.splice(place, 0, { atMs, act })
    },
    run(toMs) {
      while (entries.length > 0 && entries.at(-1)!.atMs <= toMs) {
        const { atMs, act } = entries.pop()!
        nowMs = atMs
        act()
      }
      nowMs = Math.max(nowMs, toMs)
    },
  }
}
