/** Served below a path: pages, data and links all stay below it. */
import { expect, test } from './demo.ts'

test.use({ scenario: 'reference', basePath: '/tools/fairlead' })

test('works below a path', async ({ page, demo }) => {
  const outside: string[] = []
  page.on('request', (request) => {
    if (!new URL(request.url()).pathname.startsWith('/tools/fairlead')) outside.push(request.url())
  })
  await page.goto(demo.url)
  await expect(page.getByText(/agents\s*6\/6/)).toBeVisible()
  await page.getByRole('link', { name: 'Services', exact: true }).click()
  await page.getByRole('link', { name: 'default/web', exact: true }).click()
  await expect(page).toHaveURL(/\/tools\/fairlead\/services\/default\/web/)
  await page.reload()
  await expect(page.locator('[data-state="agrees"]').first()).toBeVisible()
  expect(outside).toEqual([])
})
