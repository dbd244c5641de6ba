/** Connections before and after translation, in a browser: what a row says, what filters keep, what a pause holds. */
import { expect, test } from './demo.ts'

test.describe.configure({ mode: 'serial' })
test.use({ scenario: 'reference' })

const clusterIp = '10.104.197.218'

test('a node’s own request has the ClusterIP as client and another source after translation', async ({
  page,
  demo,
}) => {
  await page.goto(`${demo.url}/flows?node=zmaster0&service=default/web`)
  const line = page
    .getByRole('row')
    .filter({ hasText: `${clusterIp}:80` })
    .first()
  await expect(line).toContainText('the node itself', { timeout: 20_000 })
  await expect(line).toContainText('100.117.189.64:')
  await expect(line).toContainText(/web-/)
})

test('a filter keeps only what fits, and is in the address', async ({ page, demo }) => {
  await page.goto(`${demo.url}/flows?service=default/web`)
  const lines = page.getByRole('row').filter({ hasText: /:\d+/ })
  await expect(lines.filter({ hasText: `${clusterIp}:80` }).first()).toBeVisible({ timeout: 20_000 })
  await expect(lines.filter({ hasNotText: clusterIp })).toHaveCount(0)
  await expect(page).toHaveURL(/service=default/)
})

test('a pause holds the rows and counts what came meanwhile', async ({ page, demo }) => {
  await page.goto(`${demo.url}/flows`)
  await expect(page.getByRole('row').filter({ hasText: /:\d+/ }).first()).toBeVisible({ timeout: 20_000 })
  await page.getByRole('button', { name: 'Pause' }).click()
  const first = await page.getByRole('row').filter({ hasText: /:\d+/ }).first().textContent()
  const goOn = page.getByRole('button', { name: /Go on: \d+ new/ })
  await expect(goOn).toBeVisible({ timeout: 20_000 })
  expect(await page.getByRole('row').filter({ hasText: /:\d+/ }).first().textContent()).toBe(first)
  await goOn.click()
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
})

test('a program reads the same rows', async ({ request, demo }) => {
  const answer = await request.get(`${demo.url}/api/v1/flows?node=zmaster0&service=default/web`)
  expect(answer.ok()).toBe(true)
  const { flows } = (await answer.json()) as { flows: { node: string; virtual: { address: string } }[] }
  expect(flows.length).toBeGreaterThan(0)
  expect(new Set(flows.map(({ node, virtual }) => `${node} ${virtual.address}`))).toEqual(
    new Set([`zmaster0 ${clusterIp}`]),
  )
})
