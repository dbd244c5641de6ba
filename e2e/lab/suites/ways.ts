import { beforeAll, describe, expect, test } from 'vitest'
import { testAccess, testBroken } from '../access.ts'
import { scene } from '../breakages.ts'
import { patienceMs } from '../lab-tests.ts'
import { nodes } from '../reference-case.ts'
import type { StartedLab } from '../start.ts'
import { proveWalks } from '../walk-proof.ts'

export function testWays(lab: () => StartedLab): void {
  describe('access and walks', () => {
    test('every node gets HTTP 200 from web, from its three Pods in turn', async () => {
      const rows = await testAccess(lab(), 6)
      expect(rows.map(({ node, outcome }) => [node, outcome])).toEqual(nodes.map(({ name }) => [name, '200']))
      for (const { shares } of rows) expect(shares).toEqual([2, 2, 2])
    })

    describe('with one Pod', () => {
      beforeAll(async () => {
        await lab().scale(1)
      }, patienceMs)

      test.each([
        ['drop-at-tunnel', 'timeout', 'dropped-on-node'],
        ['missing-real-server', 'refused', 'no-real-servers'],
        ['missing-virtual-server', 'refused', 'virtual-server-missing'],
      ])('with %s on one node exactly that row fails: %s', async (name, outcome, cause) => {
        const rows = await testBroken(lab(), name)
        const failed = rows.filter((row) => row.outcome !== '200')
        expect(failed).toMatchObject([{ node: scene.sender, outcome }])
        expect(failed[0]!.causes).toContain(cause)
      })

      test('every way is seen as it is, and every breakage found where it is', { timeout: 900_000 }, async () => {
        const wrong: object[] = []
        let all = 0
        for await (const { isRight, ...proved } of proveWalks(lab())) {
          all++
          if (!isRight) wrong.push(proved)
        }
        expect(wrong).toEqual([])
        expect(all).toBeGreaterThanOrEqual(20)
      })
    })
  })
}
