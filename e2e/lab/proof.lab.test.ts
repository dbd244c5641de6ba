import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testAccess, testBroken } from './access.ts'
import { scene } from './breakages.ts'
import { labStartMs, labTitle, whyNoLabTests } from './lab-tests.ts'
import { nodes } from './reference-case.ts'
import { type StartedLab, startLab } from './start.ts'
import { proveWalks } from './walk-proof.ts'

const anHour = 3_600_000

describe.skipIf(whyNoLabTests() !== null)(labTitle('access and walks on real kernels'), () => {
  let lab: StartedLab
  beforeAll(async () => {
    lab = await startLab({ hubPort: 0, syncPeriodMs: anHour })
  }, labStartMs)
  afterAll(() => lab?.close())

  test('every node gets HTTP 200 from web, from its three Pods in turn', async () => {
    const rows = await testAccess(lab, 6)
    expect(rows.map(({ node, outcome }) => [node, outcome])).toEqual(nodes.map(({ name }) => [name, '200']))
    for (const { shares } of rows) expect(shares).toEqual([2, 2, 2])
  }, 60_000)

  test.each([
    ['drop-at-tunnel', 'timeout', 'dropped-on-node'],
    ['missing-real-server', 'refused', 'no-real-servers'],
    ['missing-virtual-server', 'refused', 'virtual-server-missing'],
  ])(
    'with %s on one node exactly that row fails: %s',
    async (name, outcome, cause) => {
      await lab.scale(1)
      const rows = await testBroken(lab, name)
      const failed = rows.filter((row) => row.outcome !== '200')
      expect(failed).toMatchObject([{ node: scene.sender, outcome }])
      expect(failed[0]!.causes).toContain(cause)
    },
    60_000,
  )

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
