/** Access tests in a browser: all answer, a broken node is exactly the row that fails, and what is begun can be ended. */
import { expect, test } from './demo.ts'

test.describe.configure({ mode: 'serial' })
test.use({ scenario: 'reference' })

const port = 'default/web:80/TCP'

test('every node gets an answer, told in one sentence, six rows and by real server', async ({ page, demo }) => {
  await page.goto(`${demo.url}/access`)
  await expect(page.getByText('Choose Service ports first.')).toBeVisible({ timeout: 20_000 })
  await page.getByRole('button', { name: port, exact: true }).click()
  await page.getByRole('button', { name: '20', exact: true }).click()
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByText(/All 6 nodes get an answer/)).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('button', { name: 'answered' })).toHaveCount(6)
  await expect(page).toHaveURL(/port=default.*test=[0-9a-f]{12}.*tries=20/)

  await page.getByRole('button', { name: 'answered' }).first().focus()
  await page.keyboard.press('ArrowDown')
  await expect(page).toHaveURL(/cell=znode0/)
  const panel = page.getByRole('complementary')
  await expect(panel).toContainText('20 of 20 tries answered')
  await expect(panel).toContainText(/expected 33 %/)
  await expect(panel.getByRole('link', { name: 'Walk from here' })).toHaveAttribute('href', /\/walk\?.*node=znode0/)
  await page.keyboard.press('Escape')
  await expect(panel).toHaveCount(0)
})

test('a link shows the same test', async ({ page, demo }) => {
  await page.goto(`${demo.url}/access`)
  const link = page.getByRole('link', { name: /web:80\/TCP.*all answered/ })
  await expect(link).toBeVisible({ timeout: 20_000 })
  await page.goto(new URL((await link.getAttribute('href')) ?? '', demo.url).href)
  await expect(page.getByText(/All 6 nodes get an answer/)).toBeVisible()
})

// Others find the node as it was, whatever became of this.
test.afterAll(({ demo }) => demo.steer('/mend?node=znode4'))

test('a broken node is exactly the row that fails, with its kind and cause', async ({ page, demo }) => {
  await demo.steer('/break?node=znode4&kind=missing-real-server&service=default/web')
  await page.goto(`${demo.url}/access?port=${encodeURIComponent(port)}`)
  await expect(page.getByText(/1 difference/)).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByText(/5 of 6 nodes get every answer/)).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('button', { name: 'refused' })).toHaveCount(1)
  await page.getByRole('link', { name: 'znode4' }).first().click()
  await expect(page.getByRole('complementary')).toContainText('The virtual server has no real servers · certain')
  await page.goto(`${demo.url}/services/default/web`)
  await expect(page.getByRole('link', { name: 'znode4 refused', exact: true })).toBeVisible()
})

test('a test can be cancelled, and a schedule stopped', async ({ page, demo }) => {
  await page.goto(`${demo.url}/access?port=${encodeURIComponent(port)}&tries=20&patience=5`)
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText(/^cancelled · by hand/)).toBeVisible()
  await expect(page.getByText('left out')).not.toHaveCount(0)
  await page.getByRole('button', { name: 'Change what is asked' }).click()
  await page.getByRole('button', { name: 'Schedule', exact: true }).click()
  await expect(page.getByText(/every 5 min · next in/)).toBeVisible()
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByText(/every 5 min · next in/)).toHaveCount(0)
})
