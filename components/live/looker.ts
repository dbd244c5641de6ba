/** When to tell the hub what is looked at: soon, once for many changes, and never in a hail. */
import type { Timer } from './timer.ts'

/** Time between two tellings, milliseconds; the hub takes no more than ten a second. */
export const tellMs = 120

export interface Looker {
  /** Something may have changed. */
  changed(): void
  /** Connected: tells at once. */
  start(): void
  /** Nobody to tell. */
  stop(): void
}

/** Changes made together are told together; the last one is never lost. */
export function makeLooker(tell: () => void, timer: Timer): Looker {
  let cancel: (() => void) | null = null
  let toldAt = -Infinity
  let isOpen = false
  const act = () => {
    cancel = null
    toldAt = timer.nowMs()
    tell()
  }
  const stop = () => {
    isOpen = false
    cancel?.()
    cancel = null
  }
  return {
    changed() {
      if (isOpen) cancel ??= timer.after(Math.max(0, toldAt + tellMs - timer.nowMs()), act)
    },
    start() {
      stop()
      isOpen = true
      act()
    },
    stop,
  }
}
