/** The reference case in a browser: what is there, what comes, what goes wrong, who is silent. */
import { readFile } from 'node:fs/promises'
import { expect, test } from './demo.ts'

test.describe.configure({ mode: 'serial' })
test.use({ scenario: 'reference' })

const row = (name: string) => `tr[data-node="${name}"]`

test('the first screen answers at a glance', async ({ page, demo }) => {
  await page.goto(demo.url)
  await expect(page.getByText('demo cluster')).toBeVisible()
  await expect(page.getByText(/agents\s*6\/6/)).toBeVisible()
  await expect(page.getByText(/All 6 nodes agree/)).toBeVisible()
})

test('a real server deleted behind the back of kube-proxy is a missing cell on that node only', async ({
  page,
  demo,
}) => {
  await page.goto(`${demo.url}/services/default/web`)
  await expect(page.locator(row('znode2'))).toBeVisible()
  await expect(page.locator('[data-state="missing"]')).toHaveCount(0)
  await demo.steer('/drift?node=znode2&service=default/web')
  await expect(page.locator(`${row('znode2')} [data-state="missing"]`)).toHaveCount(1)
  await expect(page.locator('[data-state="missing"]')).toHaveCount(1)
  await demo.steer('/repair?node=znode2')
  await expect(page.locator('[data-state="missing"]')).toHaveCount(0)
})

test('a new Pod appears without reload, as rows on every node and as an edge in the picture', async ({
  page,
  demo,
}) => {
  await page.goto(`${demo.url}/?select=service:default/web`)
  const panel = page.getByRole('complementary')
  const rows = panel.getByRole('row').filter({ hasText: ':80' })
  await expect(rows).toHaveCount(18)
  await page.evaluate(() => Object.assign(window, { sameDocument: true }))
  await demo.steer('/scale?service=default/web&replicas=4')
  await expect(rows).toHaveCount(24)
  expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true)
  await demo.steer('/scale?service=default/web&replicas=3')
})

test('a dead agent greys its node alone, with its age, and nothing of it turns zero', async ({ page, demo }) => {
  await page.goto(`${demo.url}/services/default/web`)
  await expect(page.locator(`${row('znode4')} [data-state="agrees"]`)).toHaveCount(3)
  await demo.steer('/agent?node=znode4&state=dead')
  await expect(page.locator(row('znode4'))).toContainText(/not answering for \d+ s/)
  await expect(page.locator(`${row('znode4')} [data-state]`)).toHaveCount(0)
  await expect(page.locator(`${row('znode1')} [data-state="agrees"]`)).toHaveCount(3)
  await expect(page.getByText(/agents\s*5\/6/)).toBeVisible()
  await demo.steer('/agent?node=znode4&state=alive')
  await expect(page.locator(`${row('znode4')} [data-state="agrees"]`)).toHaveCount(3, { timeout: 30_000 })
})

test('a wrong token is said on the node', async ({ page, demo }) => {
  await demo.steer('/token?node=znode0')
  await page.goto(`${demo.url}/nodes/znode0`)
  await expect(page.getByText(/does not accept this hub's token/).first()).toBeVisible()
  await demo.steer('/token?node=znode0&wrong=false')
  await expect(page.getByText(/does not accept this hub's token/)).toHaveCount(0, { timeout: 30_000 })
})

test('the node page words its table as ipvsadm does, and the text is the same to the byte', async ({ page, demo }) => {
  await page.goto(`${demo.url}/nodes/zmaster0`)
  await expect(page.getByText('TCP  10.104.197.218:80 rr')).toBeVisible()
  await expect(page.getByText('Prot LocalAddress:Port Scheduler Flags')).toBeVisible()
  const response = await page.request.get(`${demo.url}/api/v1/nodes/zmaster0/table`, {
    headers: { accept: 'text/plain' },
  })
  expect(await response.text()).toContain(
    'TCP  10.104.197.218:80 rr\n  -> 100.66.209.194:80            Masq    1      ',
  )
})

test('the picture is saved as it is drawn, in the theme shown, between its title and its legend', async ({
  page,
  demo,
}) => {
  await page.goto(`${demo.url}/?theme=light`)
  const stage = page.locator('[data-stage] canvas').first()
  await expect(page.getByText(/All 6 nodes agree/)).toBeVisible()
  const taken = page.waitForEvent('download')
  await page.getByRole('button', { name: 'PNG' }).click()
  const file = await taken
  expect(file.suggestedFilename()).toMatch(/^topology-[\w-]+-\d{4}-\d\d-\d\dT[\w.-]+Z\.png$/)
  const bytes = await readFile(await file.path())
  const drawn = await stage.evaluate((canvas) => [canvas.clientWidth, canvas.clientHeight])
  expect([bytes.subarray(1, 4).toString(), bytes.readUInt32BE(16)]).toEqual(['PNG', drawn[0]! * 2])
  expect(bytes.readUInt32BE(20)).toBeGreaterThan(drawn[1]! * 2 + 100)
  // Something other than ground is where nodes stand, and at the top and bottom.
  const inked = await page.evaluate(async (base64) => {
    const image = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]))
    const { width, height } = image
    const context = new OffscreenCanvas(width, height).getContext('2d')!
    context.drawImage(image, 0, 0)
    const inkIn = (from: number, to: number) => {
      const { data } = context.getImageData(0, Math.round(height * from), width, Math.round(height * (to - from)))
      let other = 0
      for (let at = 0; at < data.length; at += 4) if (data[at] !== data[0] || data[at + 1] !== data[1]) other++
      return other
    }
    return [inkIn(0, 0.08), inkIn(0.3, 0.7), inkIn(0.92, 1)]
  }, bytes.toString('base64'))
  for (const pixels of inked) expect(pixels).toBeGreaterThan(300)
})

test('keys: select, walk, open, go back', async ({ page, demo }) => {
  await page.goto(`${demo.url}/?select=service:default/web`)
  await page.getByRole('application').focus()
  await page.keyboard.press('ArrowLeft')
  await expect(page).toHaveURL(/select=node%3A|select=node:/)
  await page.keyboard.press('Escape')
  await expect(page).not.toHaveURL(/select=/)
  await page.keyboard.press('/')
  await page.keyboard.type('web')
  await expect(page).toHaveURL(/q=web/)
  await page.goBack()
})

test('language and theme are in the address and survive a reload', async ({ page, demo }) => {
  await page.goto(`${demo.url}/nodes?lang=zh&theme=light`)
  await expect(page.getByRole('link', { name: '节点', exact: true })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  await page.reload()
  await expect(page.getByRole('link', { name: '节点', exact: true })).toBeVisible()
})
