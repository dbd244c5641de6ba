/** Tests asked again and again, as long as the hub runs. */
import type { AccessSchedule, AccessScheduleId, AccessTestId } from '#model/access/access.ts'
import type { AccessAsk } from '#model/asks.ts'
import type { ScheduleStarted, TestStarted, Timing } from './ask.ts'
import type { Planned } from './plan.ts'

export const scheduleLimits = { schedules: 10, leastSeconds: 60, mostSeconds: 86_400 } as const

export interface SchedulesOptions {
  /** Looks up what is asked, each time anew: nodes come and go. */
  readonly plan: (ask: AccessAsk) => Planned
  readonly begin: (ask: AccessAsk, schedule: AccessScheduleId) => TestStarted
  readonly isRunning: (test: AccessTestId) => boolean
  readonly changed: () => void
  readonly timing: Timing
  readonly randomId: () => string
  readonly log: (sentence: string) => void
}

export interface Schedules {
  /** The first test begins at once. */
  add(ask: AccessAsk, everySeconds: number, by: string): ScheduleStarted
  remove(id: AccessScheduleId, by: string): boolean
  /** The same map while nothing changed. */
  all(): ReadonlyMap<AccessScheduleId, AccessSchedule>
  close(): void
}

export function makeSchedules(options: SchedulesOptions): Schedules {
  const { plan, begin, isRunning, changed, timing, randomId, log } = options
  let all: ReadonlyMap<AccessScheduleId, AccessSchedule> = new Map()
  const timers = new Map<AccessScheduleId, () => void>()

  const set = (schedule: AccessSchedule) => {
    all = new Map(all).set(schedule.id, schedule)
    changed()
  }
  const run = (ask: AccessAsk, id: AccessScheduleId) => {
    const schedule = all.get(id)!
    const nextAt = timing.now() + schedule.everySeconds * 1_000
    timers.set(
      id,
      timing.after(schedule.everySeconds * 1_000, () => run(ask, id)),
    )
    // One that takes longer than its time is not asked twice at once.
    const isStillRunning = schedule.lastTest !== null && isRunning(schedule.lastTest)
    const begun: TestStarted | null = isStillRunning ? null : begin(ask, id)
    if (begun?.ok === false) log(`Schedule ${id} could not start its test: ${begun.why}`)
    set({ ...schedule, nextAt, lastTest: begun?.ok ? begun.id : schedule.lastTest })
  }

  return {
    add(ask, everySeconds, by) {
      const { schedules, leastSeconds, mostSeconds } = scheduleLimits
      const no = (why: string, isBusy = false) => ({ ok: false, why, isBusy }) as const
      if (!Number.isSafeInteger(everySeconds) || everySeconds < leastSeconds || everySeconds > mostSeconds)
        return no(`everySeconds must be a whole number from ${leastSeconds} to ${mostSeconds}.`)
      if (all.size >= schedules) return no(`There are ${schedules} schedules already; delete one first.`, true)
      const planned = plan(ask)
      if (!planned.ok) return planned
      const id = randomId()
      log(`Schedule ${id} of an access test every ${everySeconds} s was added by ${by}.`)
      set({ id, asked: planned.plan.asked, everySeconds, nextAt: timing.now(), lastTest: null })
      run(ask, id)
      return { ok: true, id }
    },
    remove(id, by) {
      if (!all.has(id)) return false
      timers.get(id)?.()
      timers.delete(id)
      const left = new Map(all)
      left.delete(id)
      all = left
      log(`Schedule ${id} was deleted by ${by}.`)
      changed()
      return true
    },
    all: () => all,
    close() {
      for (const cancel of timers.values()) cancel()
    },
  }
}
