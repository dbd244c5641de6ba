import { describe, expect, test } from 'vitest'
import { askHub } from '../hub-ask.ts'
import { readHubTable } from '../hub-table.ts'
import { until } from '../lab.ts'
import { patienceMs, settles } from '../lab-tests.ts'
import { pollsWithout } from '../polls.ts'
import type { StartedLab } from '../start.ts'

interface NodeAnswer {
  readonly name: string
  readonly feed: { readonly is: string; readonly why: string | null }
}

export function testHub(lab: () => StartedLab): void {
  describe('the hub', () => {
    const feeds = async (): Promise<Record<string, string>> => {
      const { nodes } = await askHub<{ nodes: NodeAnswer[] }>(lab().state, '/nodes')
      return Object.fromEntries(nodes.map((node) => [node.name, node.feed.is]))
    }
    /** `REAL-SERVER STATE` of every row of Service `web`, node by node. */
    const rows = async (): Promise<string[]> => {
      const service = JSON.stringify(await askHub(lab().state, '/services/default/web'))
      return [...service.matchAll(/"realServer":"([^"]+)","state":"([^"]+)"/g)].map((each) => `${each[1]} ${each[2]}`)
    }

    test('its text is what ipvsadm prints, byte for byte, on every node', async () => {
      for (const name of Object.keys(lab().state.agents)) {
        // Counts of connections move.
        await settles(async () =>
          expect(await readHubTable(lab().state, name)).toBe((await lab().exec(name, ['ipvsadm', '-Ln'])).out),
        )
      }
    })

    test('a real server deleted on one node is missing there, and only there, within two polls', async () => {
      const before = await rows()
      const deleted = await lab().drift('znode1')
      expect(await pollsWithout(lab().state, 'znode1', (text) => !text.includes(deleted))).toBeLessThanOrEqual(1)
      await settles(async () => {
        const after = await rows()
        expect([...after, `${deleted} agrees`].sort()).toEqual([...before, `${deleted} missing`].sort())
      })
    })

    test('a Pod more is a row more on every node, without asking twice', async () => {
      const pods = await lab().scale(4)
      const address = pods[3]!.address
      for (const name of Object.keys(lab().state.agents)) {
        const hasIt = async () => (await readHubTable(lab().state, name)).includes(address)
        await until(`${name} has ${address}`, patienceMs, hasIt)
      }
    })

    test('a node that hangs loses its feed alone, and gets it back', async () => {
      lab().signal('znode4', 'SIGSTOP')
      await settles(async () => {
        const { znode4: hung, ...others } = await feeds()
        expect(hung).not.toBe('fine')
        expect(new Set(Object.values(others))).toEqual(new Set(['fine']))
      }).finally(() => lab().signal('znode4', 'SIGCONT'))
      await until('znode4 is fine again', patienceMs, async () => (await feeds())['znode4'] === 'fine')
    })
  })
}
