/** A rollout checked in a browser: what changed since, as a sentence, as rows, as text, and by a link that shows the same. */
import { expect, test } from './demo.ts'

test.describe.configure({ mode: 'serial' })
// A demo of its own: rows of Pods that went drain for minutes.
test.use({ scenario: 'reference', basePath: '/rollout' })

test('what a change did is said in one sentence and by row', async ({ page, demo }) => {
  await page.goto(`${demo.url}/`)
  await expect(page.getByText(/All 6 nodes agree/)).toBeVisible({ timeout: 20_000 })
  // A state is remembered every two seconds.
  await page.waitForTimeout(5_000)
  const since = new Date().toISOString()
  await demo.steer('/scale?service=default/web&replicas=1')
  await expect(async () => {
    await page.goto(`${demo.url}/compare?a=${since}`)
    await expect(page.locator('[data-compare]')).toContainText(/1 Service changed · 12 rows on 6 nodes/, {
      timeout: 4_000,
    })
  }).toPass({ timeout: 40_000 })
  // Gone, or of weight 0 for as long as a node has connections to it.
  const rows = page.locator('[data-line="row"]')
  await expect(rows.first()).toContainText(/weight 1\s*(gone|→\s*weight 0)/)
  expect(await rows.count()).toBeGreaterThanOrEqual(2)
  await page.getByRole('button', { name: 'load', exact: true }).click()
  await expect(page.locator('[data-line="row"]')).toHaveCount(0)
})

test('nothing changed is said plainly', async ({ page, demo }) => {
  await page.goto(`${demo.url}/compare?a=live&b=live`)
  await expect(page.locator('[data-compare]')).toContainText('nothing changed.')
})

test('a moment before everything is refused in a sentence', async ({ page, demo }) => {
  page.removeAllListeners('console')
  await page.goto(`${demo.url}/compare?a=2020-01-01T00:00:00Z`)
  await expect(page.getByText(/Nothing is remembered of 2020-01-01/)).toBeVisible()
})

test('a snapshot by its pasted link, and the link of the comparison that opens it', async ({ page, demo, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const made = await page.request.post(`${demo.url}/api/v1/snapshots`, { data: { address: '/' } })
  const { id, token } = await made.json()
  await page.goto(`${demo.url}/compare`)
  await page.getByLabel('Before', { exact: true }).selectOption('a snapshot')
  await page.getByLabel('Before: link of a snapshot').fill(`${demo.url}/s/${id}#${token}`)
  await expect(page).toHaveURL(new RegExp(`a=snapshot%3A${id}`))
  await expect(page.locator('[data-compare]')).toContainText('Between')
  await page.getByText('Copy link').click()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  expect(link).toContain(`#a=${token}`)
  const other = await context.newPage()
  const asked: string[] = []
  other.on('request', (request) => asked.push(request.url(), request.headers()['referer'] ?? ''))
  await other.goto(link)
  await expect(other.locator('[data-compare]')).toContainText('Between')
  expect(asked.join(' ')).not.toContain(token)
  expect(other.url()).not.toContain(token)
})

test('a file beside a moment of the hub, worked out in the browser', async ({ page, demo }) => {
  const moment = await page.request.get(`${demo.url}/api/v1/history/at`)
  await page.goto(`${demo.url}/compare?a=file&b=live`)
  await expect(page.getByText('Choose the file again')).toBeVisible()
  const buffer = await moment.body()
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'then.fairlead', mimeType: 'application/octet-stream', buffer })
  await expect(page.getByText('open: then.fairlead')).toBeVisible()
  await expect(page.locator('[data-compare]')).toContainText('Between')
})
