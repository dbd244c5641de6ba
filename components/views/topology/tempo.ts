/** How often a picture is drawn anew while data flows. */
import type { LiveStore } from '#components/live/store.ts'

/** The picture is drawn again at most this often, milliseconds: figures twice a second are all one reads. */
const paceMs = 480

/** A large cluster's pictures may take no more than a tenth of the time. */
const mostShare = 0.1

/** Calls `changed` after changes of the store, no oftener than it should. Returns its undo. */
export function pace(store: LiveStore, costMs: () => number, changed: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null
  let last = -Infinity
  const run = () => {
    timer = null
    last = performance.now()
    changed()
  }
  const undo = store.subscribe(() => {
    if (timer !== null) return
    const wait = last + Math.max(paceMs, costMs() / mostShare) - performance.now()
    if (wait <= 0) run()
    else timer = setTimeout(run, wait)
  })
  return () => {
    undo()
    if (timer !== null) clearTimeout(timer)
  }
}
