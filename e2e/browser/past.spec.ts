/** The time strip in a browser: to a moment and back by keys, what is shown is of then, and a link shows the same. */
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './demo.ts'

test.describe.configure({ mode: 'serial' })
test.use({ scenario: 'reference' })
// Others find the node as it was.
test.afterAll(({ demo }) => demo.steer('/mend?node=znode4'))

test('a moment is reached by keys, says so, and leads back to live', async ({ page, demo, browser }) => {
  test.setTimeout(90_000)
  await page.goto(`${demo.url}/services/default/web`)
  const open = page.getByRole('button', { name: /^Show time/ })
  await expect(open).toBeVisible({ timeout: 40_000 })
  const agrees = page.getByText('The same on all 6 nodes, and right.')
  await expect(agrees).toBeVisible({ timeout: 30_000 })
  // Something to go back to.
  await page.waitForTimeout(12_000)
  await demo.steer('/break?node=znode4&kind=missing-real-server&service=default/web')
  await expect(agrees).toHaveCount(0, { timeout: 20_000 })
  await open.click()
  const slider = page.getByRole('slider', { name: 'Moment shown' })
  await expect(slider).toBeVisible()
  await slider.focus()
  await page.keyboard.press('Home')
  await expect(page).toHaveURL(/at=2\d{3}-/)
  await expect(page.locator('[data-past]')).toContainText('This is the cluster as it was at')
  await expect(page.locator('[data-feed]')).toHaveAttribute('data-feed', 'past')
  // The first moments may be from before anything was heard.
  await expect(async () => {
    await page.keyboard.press('ArrowRight')
    await expect(agrees).toBeVisible({ timeout: 2_000 })
  }).toPass()

  // What is shared is that moment, and not the present in which a node differs.
  await page.getByRole('button', { name: 'Share' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('as it was at')
  await expect(dialog.getByText(/6 nodes, .*about/)).toBeVisible({ timeout: 20_000 })
  await expect(dialog.getByLabel('Connections')).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Make the snapshot' }).click()
  const shared = await page.getByLabel('Link to the snapshot').inputValue()
  const other = await (await browser.newContext()).newPage()
  await other.goto(shared)
  await expect(other.locator('[data-kept]')).toContainText('Snapshot of')
  await expect(other).toHaveURL(/\/services\/default\/web#/)
  await expect(other.getByText('The same on all 6 nodes, and right.')).toBeVisible()
  await other.getByRole('button', { name: /minutes before/ }).click()
  await expect(other.getByRole('img', { name: /minutes before: .*connections/ })).toBeVisible()
  await other.context().close()
  // Others find the list as it was.
  await dialog.getByRole('button', { name: 'Revoke' }).click()
  await dialog.getByRole('button', { name: 'Close' }).last().click()

  const link = page.url()
  const axe = await new AxeBuilder({ page }).include('section[aria-label="Time"]').analyze()
  expect(axe.violations.map(({ id }) => id)).toEqual([])
  await expect(page.getByRole('link', { name: 'Connections now' })).toHaveCount(0)

  // Dots go where time passes, and stand in a moment.
  await page.getByRole('link', { name: 'Topology', exact: true }).click()
  const stage = page.locator('[data-stage]')
  const stands = async () => (await stage.screenshot()).equals(await stage.screenshot())
  await expect.poll(stands).toBe(true)
  await expect(page.locator('html')).toHaveAttribute('data-time', 'stands')

  await page.getByRole('link', { name: 'Nodes', exact: true }).click()
  await expect(page).toHaveURL(/nodes\?at=/)

  await page.getByRole('button', { name: 'Back to live' }).last().click()
  await expect(page).not.toHaveURL(/at=/)
  await expect(page.locator('[data-feed]')).toHaveAttribute('data-feed', 'live')
  await page.getByRole('link', { name: 'Topology', exact: true }).click()
  await expect.poll(stands).toBe(false)

  await page.goto(link)
  await expect(agrees).toBeVisible()
  await page.goBack()
  await expect(page.locator('[data-feed]')).toHaveAttribute('data-feed', 'live')
})

test('time that was is played on', async ({ page, demo }) => {
  const at = new Date(Date.now() - 8_000).toISOString().slice(0, 19)
  await page.goto(`${demo.url}/services?at=${at}Z`)
  await expect(page.locator('[data-past]')).toBeVisible({ timeout: 20_000 })
  await page.getByRole('button', { name: '10×' }).click()
  await page.getByRole('button', { name: 'Play' }).click()
  await expect(page.locator('[data-feed]')).toHaveAttribute('data-feed', 'live', { timeout: 20_000 })
})
