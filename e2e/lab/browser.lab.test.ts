/** From a real kernel to a cell on a page: a real server deleted with ipvsadm turns its cell red. */
import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fetchHubTable } from './hub-table.ts'
import { until } from './lab.ts'
import { labStartMs, labTitle, whyNoLabTests } from './lab-tests.ts'
import { type StartedLab, startLab } from './start.ts'

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']
const anHour = 3_600_000

describe.skipIf(whyNoLabTests() !== null || !existsSync(executablePath))(labTitle('a page over real kernels'), () => {
  let lab: StartedLab
  let browser: Browser
  let page: Page
  beforeAll(async () => {
    lab = await startLab({ hubPort: 0, syncPeriodMs: anHour })
    browser = await chromium.launch({ executablePath, args: flags })
    page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' })
  }, labStartMs)
  afterAll(async () => {
    await browser?.close()
    await lab?.close()
  })

  const cells = (node: string, state: string) => page.locator(`tr[data-node="${node}"] [data-state="${state}"]`)
  const readAt = async (node: string): Promise<string> =>
    (await fetchHubTable(lab.state, node)).headers.get('fairlead-read-at') ?? ''

  test('all six nodes agree, and traffic moves their counters', async () => {
    await lab.traffic(30)
    await page.goto(`${lab.state.hubUrl}/services/default/web`)
    await page.locator('[data-login] input').fill(lab.state.token)
    await page.keyboard.press('Enter')
    for (const node of Object.keys(lab.state.agents)) {
      await until(`${node} shows three rows`, 20_000, async () => (await cells(node, 'agrees').count()) === 3)
    }
    const rates = () => page.locator('tr[data-node="zmaster0"]').textContent()
    await until('zmaster0 shows a rate', 20_000, async () => /[1-9]\.\d|0\.[1-9]/.test((await rates()) ?? ''))
    await lab.traffic(0)
    await page.screenshot({ path: 'e2e/artefacts/lab-service.png' })
  }, 80_000)

  test('a real server deleted on one node turns red there, and only there, within two polls', async () => {
    const before = await readAt('znode3')
    await lab.drift('znode3')
    const polls = new Set<string>()
    await until('the cell is red', 20_000, async () => {
      const at = await readAt('znode3')
      const isRed = (await cells('znode3', 'missing').count()) === 1
      if (at !== before) polls.add(at)
      return isRed
    })
    expect(polls.size).toBeLessThanOrEqual(2)
    expect(await page.locator('[data-state="missing"]').count()).toBe(1)
    expect(await page.locator('[data-state="agrees"]').count()).toBe(17)
    await page.screenshot({ path: 'e2e/artefacts/lab-drift.png' })
    await page.goto(`${lab.state.hubUrl}/?select=service:default/web`)
    await page.getByText(/znode3 differs at web/).waitFor()
    await page.screenshot({ path: 'e2e/artefacts/lab-topology.png' })
  }, 60_000)
})
