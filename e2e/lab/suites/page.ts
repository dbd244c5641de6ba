/** From a real kernel to a cell on a page: a real server deleted with ipvsadm turns its cell red. */
import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../lab.ts'
import { patienceMs } from '../lab-tests.ts'
import { pollsWithout } from '../polls.ts'
import type { StartedLab } from '../start.ts'

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']

export function testPage(lab: () => StartedLab): void {
  describe.skipIf(!existsSync(executablePath))('a page over real kernels', () => {
    let browser: Browser
    let page: Page
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args: flags })
      page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' })
      page.setDefaultTimeout(patienceMs)
    }, patienceMs)
    afterAll(async () => {
      await browser?.close()
    })

    const cells = (node: string, state: string) => page.locator(`tr[data-node="${node}"] [data-state="${state}"]`)
    test('all six nodes agree, and traffic moves their counters', async () => {
      await lab().traffic(30)
      await page.goto(`${lab().state.hubUrl}/services/default/web`)
      await page.locator('[data-login] input').fill(lab().state.token)
      await page.keyboard.press('Enter')
      for (const node of Object.keys(lab().state.agents)) {
        await until(`${node} shows three rows`, patienceMs, async () => (await cells(node, 'agrees').count()) === 3)
      }
      const rates = () => page.locator('tr[data-node="zmaster0"]').textContent()
      await until('zmaster0 shows a rate', patienceMs, async () => /[1-9]\.\d|0\.[1-9]/.test((await rates()) ?? ''))
      await lab().traffic(0)
      await page.screenshot({ path: 'e2e/artefacts/lab-service.png' })
    })

    test('a real server deleted on one node turns red there, and only there, within two polls', async () => {
      const deleted = await lab().drift('znode3')
      expect(await pollsWithout(lab().state, 'znode3', (text) => !text.includes(deleted))).toBeLessThanOrEqual(1)
      await until('the cell is red', patienceMs, async () => (await cells('znode3', 'missing').count()) === 1)
      expect(await page.locator('[data-state="missing"]').count()).toBe(1)
      expect(await page.locator('[data-state="agrees"]').count()).toBe(17)
      await page.screenshot({ path: 'e2e/artefacts/lab-drift.png' })
      await page.goto(`${lab().state.hubUrl}/?select=service:default/web`)
      await page.getByText(/znode3 differs at web/).waitFor()
      await page.screenshot({ path: 'e2e/artefacts/lab-topology.png' })
    })
  })
}
