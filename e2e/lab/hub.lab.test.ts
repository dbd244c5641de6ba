import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askHub } from './hub-ask.ts'
import { readHubTable } from './hub-table.ts'
import { until } from './lab.ts'
import { labStartMs, labTitle, whyNoLabTests } from './lab-tests.ts'
import { type StartedLab, startLab } from './start.ts'

const anHour = 3_600_000
/** Two polls of 2 s and their jitter. */
const twoPollsMs = 5_000

interface NodeAnswer {
  readonly name: string
  readonly feed: { readonly is: string; readonly why: string | null }
}

describe.skipIf(whyNoLabTests() !== null)(labTitle('the hub over real kernels'), () => {
  let lab: StartedLab
  beforeAll(async () => {
    lab = await startLab({ hubPort: 0, syncPeriodMs: anHour })
  }, labStartMs)
  afterAll(() => lab?.close())

  const feeds = async (): Promise<Record<string, string>> => {
    const { nodes } = await askHub<{ nodes: NodeAnswer[] }>(lab.state, '/nodes')
    return Object.fromEntries(nodes.map((node) => [node.name, node.feed.is]))
  }

  test('its text is what ipvsadm prints, byte for byte, on every node', async () => {
    for (const name of Object.keys(lab.state.agents)) {
      expect(await readHubTable(lab.state, name)).toBe((await lab.exec(name, ['ipvsadm', '-Ln'])).out)
    }
  })

  test('a real server deleted on one node is missing there, and only there, within two polls', async () => {
    const deleted = await lab.drift('znode1')
    await until(
      'the hub shows it',
      twoPollsMs,
      async () => !(await readHubTable(lab.state, 'znode1')).includes(deleted),
    )
    const service = JSON.stringify(await askHub(lab.state, '/services/default/web'))
    const states = [...service.matchAll(/"realServer":"([^"]+)","state":"([^"]+)"/g)].map(
      (each) => `${each[1]} ${each[2]}`,
    )
    expect(states.filter((state) => state === `${deleted} missing`)).toHaveLength(1)
    expect(states.filter((state) => state.endsWith(' agrees'))).toHaveLength(17)
  }, 20_000)

  test('a Pod more is a row more on every node, without asking twice', async () => {
    const pods = await lab.scale(4)
    const address = pods[3]!.address
    for (const name of Object.keys(lab.state.agents)) {
      await until(`${name} has ${address}`, 10_000, async () => (await readHubTable(lab.state, name)).includes(address))
    }
  }, 40_000)

  test('a node that hangs loses its feed alone, and gets it back', async () => {
    lab.signal('znode4', 'SIGSTOP')
    await until('znode4 is not fine', 20_000, async () => (await feeds())['znode4'] !== 'fine')
    const { znode4: hung, ...others } = await feeds()
    expect(hung).not.toBe('fine')
    expect(new Set(Object.values(others))).toEqual(new Set(['fine']))
    lab.signal('znode4', 'SIGCONT')
    await until('znode4 is fine again', 30_000, async () => (await feeds())['znode4'] === 'fine')
  }, 80_000)
})
