import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readAgentTable } from './agent-table.ts'
import { readHubTable } from './hub-table.ts'
import { until } from './lab.ts'
import { labStartMs, labTitle, whyNoLabTests } from './lab-tests.ts'
import { oddTables } from './odd-tables.ts'
import { type StartedLab, startLab } from './start.ts'

const node = 'znode4'
const anHour = 3_600_000

describe.skipIf(whyNoLabTests() !== null)(labTitle('agent and hub show what ipvsadm shows'), () => {
  let lab: StartedLab
  beforeAll(async () => {
    // Left alone for an hour, kube-proxy does not tidy up the tables put in its place.
    lab = await startLab({ hubPort: 0, syncPeriodMs: anHour })
  }, labStartMs)
  afterAll(() => lab?.close())

  test('the reference case, on every node', async () => {
    for (const name of Object.keys(lab.state.agents)) {
      const { text } = await readAgentTable(lab.state, name)
      expect(text).toContain('TCP  10.104.197.218:80 rr\n')
      expect(text).toBe((await lab.exec(name, ['ipvsadm', '-Ln'])).out)
    }
  })

  test.for(Object.entries(oddTables))('%s', async ([, input]) => {
    await lab.exec(node, ['ipvsadm', '-C'])
    const loaded = await lab.exec(node, ['ipvsadm', '-R'], { input })
    expect(loaded).toMatchObject({ code: 0, err: '' })
    const { out } = await lab.exec(node, ['ipvsadm', '-Ln'])
    expect(out.match(/^(TCP|UDP|SCTP|FWM)/gm)?.length ?? 0).toBe(input.match(/^-A/gm)?.length ?? 0)
    expect((await readAgentTable(lab.state, node)).text).toBe(out)
    await hubShows(lab, out)
  })
})

/** Within three polls. */
async function hubShows(lab: StartedLab, expected: string): Promise<void> {
  let seen = ''
  await until('the hub has read the table', 6_500, async () => {
    seen = await readHubTable(lab.state, node)
    return seen === expected
  }).catch(() => undefined)
  expect(seen).toBe(expected)
}
