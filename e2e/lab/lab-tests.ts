/** What tests with real kernels have in common. They are heavy: they run when asked for. */
import { afterAll, beforeAll, describe, vi } from 'vitest'
import { whyNoLab } from './host/machine.ts'
import { type StartedLab, startLab } from './start.ts'

/** How long a test waits for what must come. Only a slow machine needs it: what comes is taken at once. */
export const patienceMs = 60_000
const startMs = 300_000
const testMs = 240_000
const anHour = 3_600_000

/**
 * Tests on one lab, in their order. Its kube-proxy is left alone for an hour unless said otherwise, so that it does not
 * tidy up what is put beside its own.
 */
export function describeLab(
  title: string,
  options: { readonly hubPort: 0 | null; readonly syncPeriodMs?: number },
  tests: (lab: () => StartedLab) => void,
): void {
  const why = process.env['FAIRLEAD_LAB'] === '1' ? whyNoLab() : 'FAIRLEAD_LAB is not 1: these tests start six kernels.'
  const named = why === null ? title : `${title} (not run: ${why})`
  describe.skipIf(why !== null)(named, { timeout: testMs }, () => {
    let lab: StartedLab | undefined
    beforeAll(async () => {
      lab = await startLab({ syncPeriodMs: anHour, ...options })
    }, startMs)
    afterAll(() => lab?.close(), patienceMs)
    tests(() => lab!)
  })
}

/** Checks again until it holds: for what moves while one looks, where only a wrong answer is wrong each time. */
export const settles = <T>(check: () => Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: patienceMs, interval: 200 })
