import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { labStartMs, labTitle, whyNoLabTests } from './lab-tests.ts'
import { type StartedLab, startLab } from './start.ts'
import { proveWalks } from './walk-proof.ts'

const anHour = 3_600_000

describe.skipIf(whyNoLabTests() !== null)(labTitle('walks on real kernels'), () => {
  let lab: StartedLab
  beforeAll(async () => {
    lab = await startLab({ hubPort: 0, syncPeriodMs: anHour })
  }, labStartMs)
  afterAll(() => lab?.close())

  test('every way is seen as it is, and every breakage found where it is', async () => {
    const wrong: object[] = []
    let all = 0
    for await (const { isRight, ...proved } of proveWalks(lab)) {
      all++
      if (!isRight) wrong.push(proved)
    }
    expect(wrong).toEqual([])
    expect(all).toBeGreaterThanOrEqual(20)
  }, 600_000)
})
