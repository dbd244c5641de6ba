/** Where browsers report what the pages' policy kept them from: each a line of the log, all of them counted. Anybody may, so little of it is believed. */
import { makeBucket, makeBuckets } from '#model/bucket.ts'
import { type PolicyDirective, parsePolicyReports } from '#model/policy-report.ts'

export const reportsPath = '/api/v1/csp-reports'

/** By a name of its own, and what that name means. */
const name = 'csp'
export const reportTo = `report-to ${name}`
export const endpointsOf = (basePath: string): string => `${name}="${basePath}${reportsPath}"`

interface Asked {
  readonly method: string
  /** Below the base path, decoded. */
  readonly path: string
  readonly body: unknown
  /** Address of who asks. */
  readonly by: string
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Reports {
  /** Null for other addresses. */
  answer(asked: Asked): Answer | null
  /** How many there were since the hub began, by directive. */
  counts(): ReadonlyMap<PolicyDirective, number>
}

/** Requests of one address in a minute, and lines of the log. */
const perMinute = { requests: 20, lines: 10 }

const none: Answer = { status: 204, headers: { 'cache-control': 'no-store' }, body: '' }

/** `now`: wall clock, milliseconds. */
export function makeReports(now: () => number, log: (sentence: string) => void): Reports {
  const requests = makeBuckets(perMinute.requests, now)
  const lines = makeBucket(perMinute.lines, perMinute.lines, now)
  const counts = new Map<PolicyDirective, number>()
  return {
    counts: () => counts,
    answer({ method, path, body, by }) {
      if (path !== reportsPath || method !== 'POST') return null
      const seconds = requests(by)
      if (seconds > 0) return { ...none, status: 429, headers: { ...none.headers, 'retry-after': String(seconds) } }
      for (const report of parsePolicyReports(body)) {
        counts.set(report.directive, (counts.get(report.directive) ?? 0) + 1)
        if (lines.take(1) === 0) log(`policy ${JSON.stringify({ at: new Date(now()).toISOString(), by, ...report })}`)
      }
      return none
    },
  }
}
