/** All walks: those that run, and the newest that have ended, in the hub's memory. */
import type { WalkAsk } from '#model/asks.ts'
import type { Walk, WalkId, WalkResult } from '#model/walk/walk.ts'
import type { Walks } from './ask.ts'
import { chooseWalk } from './choose.ts'
import type { WalksOptions } from './parts.ts'
import { runWalk, type WalkRun } from './run.ts'

export const walkLimits = {
  /** At once: an agent captures for one at a time. */
  running: 3,
  /** Those nobody keeps, and those somebody does. */
  newest: 30,
  kept: 100,
} as const

export function makeWalks(options: WalksOptions): Walks & { close(): void } {
  const { cluster, captures, changed, timing, randomId, log } = options
  let walks: ReadonlyMap<WalkId, Walk> = new Map()
  let results: ReadonlyMap<WalkId, WalkResult> = new Map()
  const runs = new Map<WalkId, WalkRun>()

  const set = (id: WalkId, part: Partial<Walk>) => {
    const before = walks.get(id)
    if (before === undefined) return
    walks = new Map(walks).set(id, { ...before, ...part })
    changed()
  }
  const drop = (id: WalkId) => {
    walks = new Map([...walks].filter(([each]) => each !== id))
    results = new Map([...results].filter(([each]) => each !== id))
    changed()
  }
  const makeRoom = () => {
    const ended = (isKept: boolean) =>
      [...walks.values()].filter((walk) => walk.endedAt !== null && walk.isKept === isKept)
    for (const [isKept, most] of [
      [false, walkLimits.newest],
      [true, walkLimits.kept],
    ] as const)
      for (const { id } of ended(isKept).slice(0, Math.max(0, ended(isKept).length - most))) drop(id)
  }
  const follow = (id: WalkId, run: WalkRun) =>
    run.ended
      .then((result) => {
        if (result === null) return set(id, { stage: 'cancelled', endedAt: timing.now() })
        results = new Map(results).set(id, result)
        set(id, {
          stage: 'done',
          endedAt: timing.now(),
          packets: result.packets.length + result.leftOut,
          verdict: result.verdict,
        })
      })
      .catch((error: Error) => {
        captures.stop(run.capture)
        set(id, { stage: 'failed', endedAt: timing.now(), why: error.message })
      })
      .finally(() => {
        runs.delete(id)
        makeRoom()
      })

  function start(ask: WalkAsk, by: string): ReturnType<Walks['start']> {
    if (runs.size >= walkLimits.running)
      return {
        ok: false,
        why: `${walkLimits.running} walks are running already; cancel one, or wait until it has ended.`,
      }
    const chosen = chooseWalk(ask, cluster())
    if (!chosen.ok) return chosen
    const { asked, plan } = chosen
    const capture = captures.start({ port: asked.port, nodes: plan.captures, by, isOfWalk: true })
    if (!capture.ok) return capture
    const id = randomId()
    log(`Walk ${id} of ${asked.port} (${asked.how}) by ${by}: captures on ${[...plan.captures.keys()].join(', ')}.`)
    walks = new Map(walks).set(id, {
      id,
      asked,
      startedAt: timing.now(),
      endedAt: null,
      stage: 'starting-captures',
      why: null,
      packets: 0,
      verdict: null,
      isKept: false,
    })
    const run = runWalk({
      ...options,
      id,
      asked,
      plan,
      capture: capture.id,
      started: capture.started,
      onStage: (stage) => set(id, { stage }),
    })
    runs.set(id, run)
    void follow(id, run)
    changed()
    return { ok: true, id }
  }

  return {
    start,
    cancel(id) {
      const run = runs.get(id)
      run?.cancel()
      return run !== undefined
    },
    forget(id) {
      if (!walks.has(id)) return false
      runs.get(id)?.cancel()
      const capture = results.get(id)?.capture
      if (capture !== undefined) captures.forget(capture)
      drop(id)
      return true
    },
    keep(id, isKept) {
      if (!walks.has(id)) return false
      set(id, { isKept })
      makeRoom()
      return true
    },
    walks: () => walks,
    results: () => results,
    file(id) {
      const capture = results.get(id)?.capture ?? runs.get(id)?.capture
      return capture === undefined ? null : captures.file(capture)
    },
    close() {
      for (const run of runs.values()) run.cancel()
    },
  }
}
