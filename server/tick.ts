/**
 * The hub's clock: however many things change, at most one join every `tickMs`, and none while
 * nothing does. Ages are worked out where they are read, so time passing is no change.
 */
export interface TickOptions {
  readonly tickMs: number
  /** Monotonic enough for a pause, milliseconds. */
  readonly now: () => number
  /** Runs once after so many milliseconds; returns what undoes it. */
  readonly after: (ms: number, run: () => void) => () => void
  /** The join and what follows from it. */
  readonly run: () => void
  /** Told when `run` throws: the next change tries again. */
  readonly onFault: (error: unknown) => void
}

export interface Tick {
  /** Something changed. */
  changed(): void
  /** Resolves after the next run, which it asks for. */
  next(): Promise<void>
  close(): void
}

/** After a quiet time the first tick waits this long for whatever comes together, such as several agents' answers. */
const gatherMs = 10
/** After a run nothing is joined for so many times as long as it took. */
const restShare = 2

export function makeTick({ tickMs, now, after, run, onFault }: TickOptions): Tick {
  let lastAt = Number.NEGATIVE_INFINITY
  /** Not before the last run has been rested from: a busy machine must answer others in between. */
  let restedAt = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | null = null
  let closed = false
  let next: PromiseWithResolvers<void> | null = null

  const fire = () => {
    cancel = null
    lastAt = now()
    const waited = next
    next = null
    try {
      run()
    } catch (error) {
      onFault(error)
    }
    restedAt = now() + restShare * (now() - lastAt)
    waited?.resolve()
  }
  const changed = () => {
    if (closed || cancel !== null) return
    cancel = after(Math.max(gatherMs, lastAt + tickMs - now(), restedAt - now()), fire)
  }
  return {
    changed,
    next() {
      if (closed) return Promise.resolve()
      next ??= Promise.withResolvers()
      changed()
      return next.promise
    },
    close: () => {
      closed = true
      cancel?.()
      next?.resolve()
    },
  }
}
