import { describe, expect, test } from 'vitest'
import { readAgentTable } from '../agent-table.ts'
import { readHubTable } from '../hub-table.ts'
import { settles } from '../lab-tests.ts'
import { oddTables } from '../odd-tables.ts'
import type { StartedLab } from '../start.ts'

const node = 'znode4'

export function testTables(lab: () => StartedLab): void {
  describe('agent and hub show what ipvsadm shows', () => {
    test('the reference case, on every node', async () => {
      for (const name of Object.keys(lab().state.agents)) {
        // Counts of connections move.
        await settles(async () => {
          const { text } = await readAgentTable(lab().state, name)
          expect(text).toContain('TCP  10.104.197.218:80 rr\n')
          expect(text).toBe((await lab().exec(name, ['ipvsadm', '-Ln'])).out)
        })
      }
    })

    test.for(Object.entries(oddTables))('%s', async ([, input]) => {
      await lab().exec(node, ['ipvsadm', '-C'])
      const loaded = await lab().exec(node, ['ipvsadm', '-R'], { input })
      expect(loaded).toMatchObject({ code: 0, err: '' })
      const { out } = await lab().exec(node, ['ipvsadm', '-Ln'])
      expect(out.match(/^(TCP|UDP|SCTP|FWM)/gm)?.length ?? 0).toBe(input.match(/^-A/gm)?.length ?? 0)
      expect((await readAgentTable(lab().state, node)).text).toBe(out)
      await settles(async () => expect(await readHubTable(lab().state, node)).toBe(out))
    })
  })
}
