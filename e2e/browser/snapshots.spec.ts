/** A moment shared, opened, taken back; as a file, and as pages that need neither hub nor network. */
import { readFile, writeFile } from 'node:fs/promises'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Browser, Page } from '@playwright/test'
import { fillOneFile } from '#server/snapshots/one-file.ts'
import { expect, test } from './demo.ts'

test.describe.configure({ mode: 'serial' })
test.use({ scenario: 'reference' })

const kept = (page: Page) => page.locator('[data-kept]')

/** Opens Share where the page is and makes a snapshot; answers its link. */
async function share(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Share' }).click()
  await expect(page.getByText(/6 nodes, .*about/)).toBeVisible()
  await page.getByRole('button', { name: 'Make the snapshot' }).click()
  return page.getByLabel('Link to the snapshot').inputValue()
}

/** A browser that was never here. */
const stranger = async (browser: Browser): Promise<Page> => (await browser.newContext()).newPage()

async function download(page: Page, name: string, path: string): Promise<void> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()])
  await file.saveAs(path)
}

test('a link opens the same view elsewhere, and it stands still; revoked, it opens nothing', async ({
  page,
  demo,
  browser,
}) => {
  await page.goto(`${demo.url}/services/default/web`)
  await expect(page.locator('tr[data-node="znode2"] [data-state="agrees"]')).toHaveCount(3)
  const link = await share(page)
  expect(link).toMatch(/\/s\/[\w-]{22}#[\w-]{43}$/)

  const other = await stranger(browser)
  const asked: string[] = []
  other.on('request', (request) => asked.push(request.url()))
  await other.goto(link)
  await expect(kept(other)).toContainText('Snapshot of')
  await expect(other).toHaveURL(/\/s\/[\w-]{22}\/services\/default\/web#/)
  await demo.steer('/drift?node=znode2&service=default/web')
  await expect(page.locator('[data-state="missing"]')).toHaveCount(1)
  await expect(other.locator('tr[data-node="znode2"] [data-state="agrees"]')).toHaveCount(3)
  await demo.steer('/repair?node=znode2')

  // Nothing can be begun, every link stays within, and a reload comes back.
  await expect(other.getByRole('button', { name: /Share|Ask/ })).toHaveCount(0)
  await other.getByRole('link', { name: 'Topology', exact: true }).click()
  await expect(other.getByText(/All 6 nodes agree/)).toBeVisible()
  await expect(other).toHaveURL(/\/s\/[\w-]{22}\/#/)
  await other.reload()
  await expect(other.getByText(/All 6 nodes agree/)).toBeVisible()
  const token = link.split('#')[1]!
  expect(asked.filter((address) => address.includes(token))).toEqual([])

  await page.getByRole('button', { name: 'Revoke' }).click()
  await expect(page.getByText(/opens nothing any more/)).toBeVisible()
  await other.goto('about:blank')
  await other.goto(link)
  await expect(other.locator('main').getByRole('alert')).toContainText('has ended, was revoked')
  await other.context().close()
})

test('a link without its key says so', async ({ page, demo }) => {
  await page.goto(`${demo.url}/s/AAAAAAAAAAAAAAAAAAAAAA`)
  await expect(page.locator('main').getByRole('alert')).toContainText('The link is not whole')
})

test('the dialog is a dialog: focus stays within, Esc closes it and gives focus back', async ({ page, demo }) => {
  await page.goto(demo.url)
  const button = page.getByRole('button', { name: 'Share' })
  await button.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeVisible()
  for (let presses = 0; presses < 16; presses++) {
    await page.keyboard.press('Tab')
    const isOutside = await page.evaluate(
      () => document.activeElement !== document.body && document.activeElement?.closest('dialog') === null,
    )
    expect(isOutside).toBe(false)
  }
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(button).toBeFocused()
})

test('the list has what was shared, and takes it back', async ({ page, demo }) => {
  await page.goto(`${demo.url}/nodes`)
  await share(page)
  await page.getByRole('button', { name: 'Close' }).click()
  await page.goto(`${demo.url}/snapshots`)
  const row = page.getByRole('row').filter({ hasText: '/nodes' })
  await expect(row).toHaveCount(1)
  await row.getByRole('button', { name: 'Revoke' }).click()
  await expect(row).toHaveCount(0)
  await expect(page.getByText(/You have shared nothing/)).toBeVisible()
})

test('a file comes back by a drop, and bytes that are none are told so', async ({ page, demo }, info) => {
  await page.goto(`${demo.url}/services/default/web`)
  await share(page)
  const path = info.outputPath('kept.fairlead')
  await download(page, 'Download .fairlead', path)
  await page.getByRole('button', { name: 'Close' }).click()

  await drop(page, 'kept.fairlead', await readFile(path))
  await expect(kept(page)).toContainText('An unverified file')
  await expect(page).toHaveURL(/\/open\/services\/default\/web$/)
  await expect(page.locator('tr[data-node="znode2"] [data-state="agrees"]')).toHaveCount(3)

  await drop(page, 'page.fairlead', Buffer.from('<script>document.title = "taken"</script>'))
  await expect(page.locator('main').getByRole('alert')).toContainText('It is damaged, or no snapshot at all')
  expect(await page.title()).not.toBe('taken')

  await page.goto(`${demo.url}/open`)
  await page.getByLabel('Choose a file').first().setInputFiles(path)
  await expect(kept(page)).toBeVisible()
})

test('one HTML file opens from a disk without a network, and is small', async ({ page, demo, browser }, info) => {
  await page.goto(`${demo.url}/?select=service:default/web`)
  await share(page)
  const path = info.outputPath('kept.html')
  await download(page, 'Download one HTML file', path)
  expect((await readFile(path)).length).toBeLessThan(2_000_000)

  const { alone, asked, faults, close } = await opened(browser, path)
  await expect(kept(alone)).toContainText('Snapshot of')
  await expect(alone.getByText(/All 6 nodes agree/)).toBeVisible()
  await expect(alone.getByRole('complementary')).toContainText('10.104.197.218')
  await alone.getByRole('link', { name: 'Services', exact: true }).click()
  await alone.getByRole('link', { name: 'default/web' }).first().click()
  await expect(alone).toHaveURL(/#\/services\/default\/web/)
  await expect(alone.locator('tr[data-node="znode2"] [data-state="agrees"]')).toHaveCount(3)
  await alone.goBack()
  await expect(alone).toHaveURL(/#\/services$/)
  expect(asked).toEqual([])
  expect(faults).toEqual([])
  await close()
})

test('names that look like markup run nothing, by link nor as a page', async ({ page, demo, browser }, info) => {
  await page.goto(demo.url)
  await share(page)
  const path = info.outputPath('kept.fairlead')
  await download(page, 'Download .fairlead', path)
  await page.getByRole('button', { name: 'Close' }).click()
  const pod = 'web-96d5df5c8-qcbvc'
  const hostile = '</script><script>parent.ran = ran = 1</script><img src=x onerror=ran=1>\u202e\u2066'
  const text = gunzipSync(await readFile(path)).toString('utf8')
  const file = gzipSync(text.replaceAll(pod, JSON.stringify(hostile).slice(1, -1)))

  await drop(page, 'hostile.fairlead', file)
  await expect(kept(page)).toContainText('An unverified file')
  for (const name of ['Topology', 'Services', 'Matrix']) {
    await page.getByRole('link', { name, exact: true }).click()
    await expect(page.getByRole('link', { name, exact: true })).toHaveAttribute('aria-current', 'page')
  }
  await page.getByRole('link', { name: 'Services', exact: true }).click()
  await page.getByRole('link', { name: 'default/web' }).first().click()
  await expect(page.getByText('onerror=ran=1').first()).toBeVisible()
  expect(await page.evaluate(() => 'ran' in window)).toBe(false)
  expect(await page.locator('main img, main script').count()).toBe(0)

  const template = await (await page.request.get(`${demo.url}/one-file.html`)).body()
  const html = info.outputPath('hostile.html')
  await writeFile(html, fillOneFile(template, file))
  const { alone, asked, close } = await opened(browser, html)
  await expect(kept(alone)).toBeVisible()
  expect(await alone.evaluate(() => 'ran' in window)).toBe(false)
  expect(asked).toEqual([])
  await close()
})

/** Drops a file on the page, as from a desktop. */
async function drop(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const data = await page.evaluateHandle(
    ({ name, base64 }) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))], name))
      return transfer
    },
    { name, base64: Buffer.from(bytes).toString('base64') },
  )
  await page.dispatchEvent('body', 'drop', { dataTransfer: data })
}

/** A page of a disk, in a browser without a network. */
async function opened(browser: Browser, path: string) {
  const context = await browser.newContext({ offline: true })
  const alone = await context.newPage()
  const asked: string[] = []
  const faults: string[] = []
  alone.on('request', (request) => {
    if (!request.url().startsWith(`file://${path}`) && !request.url().startsWith('data:')) asked.push(request.url())
  })
  alone.on('pageerror', (error) => faults.push(error.message))
  alone.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text())
  })
  await alone.goto(`file://${path}`)
  return { alone, asked, faults, close: () => context.close() }
}
