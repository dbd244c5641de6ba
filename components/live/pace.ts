/** Slower ears on a store: numbers a person can read, and structure only when it changed. */

import type { Cluster } from '#model/cluster.ts'
import { collectionNames } from '#model/diff.ts'
import { proofNames } from '#model/proofs.ts'
import type { Timer } from './timer.ts'

/** Text that shows numbers is drawn at most this often, milliseconds. */
export const paceMs = 500

/** A cluster to read and to hear of, as `useSyncExternalStore` wants it. */
export interface Ear {
  cluster(): Cluster
  subscribe(listener: () => void): () => void
}

/** At once after a quiet time, then at most every `paceMs`; the last change is never lost. */
export function makePacedEar(source: Ear, timer: Timer): Ear {
  let shown = source.cluster()
  let shownAt = -Infinity
  let cancel: (() => void) | null = null
  let stop: (() => void) | null = null
  const listeners = new Set<() => void>()
  const show = () => {
    cancel = null
    shown = source.cluster()
    shownAt = timer.nowMs()
    for (const listener of [...listeners]) listener()
  }
  const changed = () => {
    if (cancel !== null || shown === source.cluster()) return
    const wait = shownAt + paceMs - timer.nowMs()
    if (wait <= 0) show()
    else cancel = timer.after(wait, show)
  }
  return {
    cluster: () => shown,
    subscribe(listener) {
      listeners.add(listener)
      if (stop === null) {
        stop = source.subscribe(changed)
        changed()
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        stop?.()
        cancel?.()
        stop = cancel = null
      }
    },
  }
}

const ofTheMoment: ReadonlySet<string> = new Set(['feeds', 'flows', 'flowFeeds', ...proofNames])
const structure = [
  'name',
  'demo',
  'pollMs',
  'servicesChangedAt',
  'tables',
  ...collectionNames.filter((name) => !ofTheMoment.has(name)),
] as const satisfies readonly (keyof Cluster)[]

/** Whether two clusters differ in anything but load, connections, feeds and time. */
export const sameStructure = (a: Cluster, b: Cluster): boolean => structure.every((name) => a[name] === b[name])

/** Keeps giving the same cluster until something structural changed. */
export function makeTopologyEar(source: Ear): Ear {
  let shown = source.cluster()
  const look = () => {
    const cluster = source.cluster()
    if (!sameStructure(shown, cluster)) shown = cluster
    return shown
  }
  return {
    cluster: look,
    subscribe: (listener) =>
      source.subscribe(() => {
        const before = shown
        if (look() !== before) listener()
      }),
  }
}
