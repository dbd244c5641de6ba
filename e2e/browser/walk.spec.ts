/** A request followed by its packets, and packets watched as they pass: begun, read and taken away by hand. */
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './demo.ts'

test.use({ scenario: 'reference' })
test.describe.configure({ mode: 'serial' })

test('a walk from a node is run, read and kept', async ({ page, demo }) => {
  await page.goto(`${demo.url}/walk?theme=dark&lang=en`)
  await page.getByRole('link', { name: 'zmaster0 → default/web:80/TCP' }).click()
  await expect(page).toHaveURL(/node=zmaster0&port=default/)
  await page.getByRole('button', { name: 'Run' }).click()
  await expect(page.getByRole('heading', { name: 'The ClusterIP is no hop.' })).toBeVisible({ timeout: 20_000 })
  await expect(page.getByText(/0 carried 10\.104\.197\.218\./)).toBeVisible()
  await expect(page.getByText(/zmaster0 rewrote the destination before tunl0 \(IPVS, local out\)/)).toBeVisible()

  const map = page.getByRole('group', { name: 'Route' })
  await map.getByRole('button', { name: /request · tunl0 \(out\) on zmaster0/ }).press('Enter')
  await expect(page).toHaveURL(/stop=3/)
  await expect(page.getByText(/\d+ of \d+ seen at tunl0 \(out\) on zmaster0/)).toBeVisible()
  await page.getByRole('button', { name: 'All stops' }).click()
  await page.getByRole('button', { name: 'Packet 1: where it was seen' }).click()
  await expect(page.getByText(/IP 192\.168\.138\.50 > [\d.]+: IP 100\.117\.189\.64/).first()).toBeVisible()

  const { violations } = await new AxeBuilder({ page }).analyze()
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(grave.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])

  await page.getByRole('button', { name: 'Keep' }).click()
  await expect(page.getByRole('button', { name: 'Let go' })).toBeVisible()
  for (const format of ['PNG', 'JSON', 'pcapng']) {
    const taken = page.waitForEvent('download')
    await page.getByTitle(`Save as ${format}`).click()
    expect((await taken).suggestedFilename()).toMatch(new RegExp(`walk-[0-9a-f]{12}\\.${format.toLowerCase()}$`))
  }
})

test('a walk is read on a narrow screen, in Chinese', async ({ page, demo }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`${demo.url}/walk?theme=light&lang=zh`)
  await page
    .getByRole('table')
    .getByRole('link', { name: /zmaster0/ })
    .click()
  await expect(page.getByRole('heading', { name: 'ClusterIP 并不是一跳。' })).toBeVisible()
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(sideways, 'the page does not scroll sideways').toBeLessThanOrEqual(0)
})

test('packets of a Service are dots on its lines, and rows', async ({ page, demo }) => {
  await page.goto(`${demo.url}/?select=service:default/web&theme=dark&lang=en`)
  await page.getByRole('button', { name: 'Watch packets' }).click()
  await expect(page.getByText(/dots are packets: [1-9][\d,]* seen, capture ends in \d+ s/)).toBeVisible({
    timeout: 15_000,
  })
  await page.getByRole('link', { name: 'As rows' }).click()
  await expect(page.getByRole('row').filter({ hasText: 'tunl0' }).first()).toBeVisible()
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByRole('button', { name: 'Stop' })).toBeHidden({ timeout: 10_000 })
  await page.goBack()
  await expect(page.getByText(/dots were packets/)).toBeVisible()
  await page.getByRole('button', { name: 'Rates again' }).click()
  await expect(page.getByText(/dots were packets/)).toBeHidden()
})
