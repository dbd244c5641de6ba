/**
 * Access tests: nodes ask Service ports through their own tables, once or on a schedule. Everything is in the hub's
 * memory alone. What may be asked is a port of a Service, by its name; how often is bounded.
 */
import type {
  AccessCell,
  AccessCellId,
  AccessSchedule,
  AccessScheduleId,
  AccessTest,
  AccessTestId,
} from '#model/access/access.ts'
import type { AccessAsk } from '#model/asks.ts'
import { type Bucket, makeBucket } from '#model/bucket.ts'
import type { Cluster } from '#model/cluster.ts'
import type { NodeName } from '#model/ids.ts'
import type { AskProbe, Refused, ScheduleStarted, TestStarted, Timing } from './ask.ts'
import { askCell } from './cell.ts'
import { cellsOf, planTest } from './plan.ts'
import { makeSchedules } from './schedules.ts'
import { makeShelf, newTest } from './shelf.ts'
import { makeTurns } from './turns.ts'

export interface AccessOptions {
  readonly ask: AskProbe
  readonly cluster: () => Cluster
  /** Has facts of nodes read anew; resolves when `cluster` has them, or they cannot be had now. */
  readonly refresh: (nodes: Iterable<NodeName>) => Promise<void>
  /** A test, cell or schedule is other than before. */
  readonly changed: () => void
  readonly timing: Timing
  /** Twelve hex digits. */
  readonly randomId: () => string
  /** Told what was started and stopped, and by whom. */
  readonly log: (sentence: string) => void
}

export interface Access {
  /** `by`: address of who asks. */
  start(ask: AccessAsk, by: string): TestStarted
  /** False where none of this name runs. What was answered stays. */
  cancel(id: AccessTestId, by: string): boolean
  schedule(ask: AccessAsk, everySeconds: number, by: string): ScheduleStarted
  /** False where there is none. */
  unschedule(id: AccessScheduleId, by: string): boolean
  /** The same map while nothing changed. */
  tests(): ReadonlyMap<AccessTestId, AccessTest>
  cells(): ReadonlyMap<AccessCellId, AccessCell>
  schedules(): ReadonlyMap<AccessScheduleId, AccessSchedule>
  close(): void
}

export const accessLimits = {
  /** Tests begun within a minute, by one address and by all with the schedules. */
  perMinute: 10,
  perMinuteForAll: 60,
  /** Addresses remembered for that. */
  askers: 1_000,
} as const

const sayOwn = (seconds: number) =>
  `You can start ${accessLimits.perMinute} tests a minute at most; ask again in ${seconds} s.`
const sayAll = (seconds: number) =>
  `All together can start ${accessLimits.perMinuteForAll} tests a minute at most; ask again in ${seconds} s.`
const busy = (why: string): Refused => ({ ok: false, why, isBusy: true })

export function makeAccess(options: AccessOptions): Access {
  const { ask, cluster, refresh, timing, changed, randomId, log } = options
  const shelf = makeShelf()
  const turns = makeTurns(timing)
  const everybody = makeBucket(accessLimits.perMinuteForAll, accessLimits.perMinuteForAll, timing.now)
  const askers = new Map<string, Bucket>()

  const askerOf = (by: string): Bucket => {
    const known = askers.get(by) ?? makeBucket(accessLimits.perMinute, accessLimits.perMinute, timing.now)
    // The one that asked longest ago is first to be forgotten.
    askers.delete(by)
    askers.set(by, known)
    if (askers.size > accessLimits.askers) askers.delete(askers.keys().next().value!)
    return known
  }
  const tooMany = (bucket: Bucket, say: (seconds: number) => string): Refused | null => {
    const seconds = bucket.take(1)
    return seconds === 0 ? null : busy(say(seconds))
  }

  const begin = (what: AccessAsk, kind: AccessTest['by'], by: string): TestStarted => {
    const planned = planTest(cluster(), what)
    if (!planned.ok) return planned
    const refused = (kind === 'person' ? tooMany(askerOf(by), sayOwn) : null) ?? tooMany(everybody, sayAll)
    if (refused !== null) return refused
    const { asked } = planned.plan
    const id = randomId()
    const cells = cellsOf(cluster(), id, planned.plan)
    if (!shelf.put(newTest(id, asked, kind, timing.now()), cells))
      return busy('Too many tests are running; wait until one has ended, or cancel one.')
    for (const cell of cells) turns.add(cell.node, () => runCell(cell, asked))
    log(`Access test ${id} of ${list(asked.ports)} from ${list(asked.nodes)} was started by ${by}.`)
    changed()
    return { ok: true, id }
  }

  const runCell = async (cell: AccessCell, asked: AccessTest['asked']): Promise<void> => {
    const isWanted = () => shelf.isRunning(cell.test)
    if (!isWanted()) return
    shelf.setState(cell, { is: 'asked', since: timing.now() }, timing.now())
    changed()
    const turn = (tries: number) => turns.paced(cell.node, tries)
    const ended = await askCell(cell, asked, { ask, cluster, refresh, timing, isWanted, turn }).catch(
      (error: Error) => ({
        is: 'not-asked' as const,
        why: `The hub failed while asking: ${error.message}.`,
        causes: [],
      }),
    )
    if (ended === null) return
    shelf.setState(cell, ended, timing.now())
    changed()
  }

  const schedules = makeSchedules({
    plan: (what) => planTest(cluster(), what),
    begin: (what, schedule) => begin(what, 'schedule', `schedule ${schedule}`),
    isRunning: shelf.isRunning,
    changed,
    timing,
    randomId,
    log,
  })

  return {
    start: (what, by) => begin(what, 'person', by),
    cancel(id, by) {
      if (!shelf.cancel(id, timing.now())) return false
      log(`Access test ${id} was cancelled by ${by}.`)
      changed()
      return true
    },
    schedule: schedules.add,
    unschedule: schedules.remove,
    tests: shelf.tests,
    cells: shelf.cells,
    schedules: schedules.all,
    close() {
      schedules.close()
      turns.close()
    },
  }
}

/** Long lists are counted. */
const list = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
