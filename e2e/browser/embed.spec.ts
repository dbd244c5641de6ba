/** A view within a portal of another site, without cookies: who may frame it, what it takes, and what can be done in it. */
import type { Frame, Page } from '@playwright/test'
import { startPortal } from '../portal/portal.ts'
import { test as base, expect, freePort, startDemo } from './demo.ts'

const key = 'a portal of the tests, and nobody else'

interface Sites {
  readonly hub: string
  readonly portal: string
  readonly stranger: string
}

/** `localhost` and `127.0.0.1` are two sites. */
const test = base.extend<object, { sites: Sites }>({
  sites: [
    // biome-ignore lint/correctness/noEmptyPattern: fixtures are given as a pattern.
    async ({}, use) => {
      const portals: Awaited<ReturnType<typeof startPortal>>[] = []
      const views = ['services', 'topology', 'matrix']
      const options = { key, view: 'services/default/web', views, namespaces: ['default'] }
      const port = await freePort()
      const portal = `http://localhost:${port}`
      const hub = await startDemo({
        scenario: 'reference',
        basePath: '/tools',
        env: { FAIRLEAD_EMBED_PARENTS: portal, FAIRLEAD_EMBED_KEY: key },
      })
      for (const own of [port, 0]) portals.push(await startPortal({ ...options, hub: hub.url, port: own }))
      await use({ hub: hub.url, portal, stranger: `http://localhost:${portals[1]!.port}` })
      for (const { server } of portals) server.closeAllConnections()
      for (const { server } of portals) await new Promise((resolve) => server.close(resolve))
      await hub.close()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
})

test.use({
  launchOptions: async ({ launchOptions }, use) => {
    await use({ ...launchOptions, args: [...(launchOptions.args ?? []), '--test-third-party-cookie-phaseout'] })
  },
})

async function openPortal(page: Page, portal: string): Promise<Frame> {
  await page.goto(portal)
  await expect(page.locator('#state')).toHaveText('live', { timeout: 30_000 })
  const frame = page.frames()[1]!
  await toRest(page, frame)
  return frame
}

/**
 * Waits until the view has the height it wants and keeps it. What is clicked while a frame of another site changes its
 * height is hit where it was: the browser asks the frame where, and the page around has moved on.
 */
async function toRest(page: Page, frame: Frame): Promise<void> {
  let before = ''
  await expect
    .poll(
      async () => {
        const given = await page.locator('iframe').evaluate((element) => element.clientHeight)
        const content = await frame.evaluate(
          () => document.querySelector('[data-embed]')!.getBoundingClientRect().height,
        )
        const now = `${given} ${content}`
        const isSame = now === before
        before = now
        return isSame && Math.abs(given - content) < 2
      },
      { intervals: [400] },
    )
    .toBe(true)
}

test('a view lives in a portal of another site, with third-party cookies blocked', async ({ page, sites }) => {
  const frame = await openPortal(page, sites.portal)
  await expect(frame.getByText('10.104.197.218').first()).toBeVisible()
  await expect(frame.locator('html')).toHaveAttribute('data-theme', 'light')
  expect(await frame.evaluate(() => document.cookie)).toBe('')
  expect(await page.context().cookies()).toEqual([])
})

test('nothing in it begins, changes or shares anything, and what is not embedded is not shown', async ({
  page,
  sites,
}) => {
  const frame = await openPortal(page, sites.portal)
  const buttons = await frame.getByRole('button').allInnerTexts()
  expect(buttons.join(' ')).not.toMatch(/Share|Run|Walk|Ask|Stop|Cancel|Log|Keep|Delete/i)
  expect(await frame.getByRole('link', { name: /Walk/ }).count()).toBe(0)
  await frame.evaluate(() => {
    history.pushState(null, '', '/tools/embed/nodes')
    dispatchEvent(new PopStateEvent('popstate'))
  })
  await expect(frame.getByText('This is not part of what is embedded here.')).toBeVisible()
})

test('a link to what is not embedded opens Fairlead itself, beside the page; one to what is stays, and has a way back', async ({
  page,
  sites,
}) => {
  const frame = await openPortal(page, sites.portal)
  const popup = page.waitForEvent('popup')
  await frame.getByRole('link', { name: 'znode1', exact: true }).first().click()
  const opened = await popup
  expect(opened.url()).toContain(`${sites.hub}/nodes/znode1`)
  await opened.close()
  await expect(frame.getByRole('heading', { name: 'default/web' })).toBeVisible()
  await frame.evaluate(() => {
    history.pushState(null, '', '/tools/embed/services')
    dispatchEvent(new PopStateEvent('popstate'))
  })
  await expect(frame.getByRole('heading', { name: 'Services' })).toBeVisible()
  await toRest(page, frame)
  await frame.getByRole('link', { name: 'Back' }).click()
  await expect(frame.getByRole('heading', { name: 'default/web' })).toBeVisible()
})

for (const view of ['topology', 'matrix'])
  test(`the ${view} has a height of its own at every width, and comes to rest`, async ({ page, sites }) => {
    await page.addInitScript(() => {
      const told: number[] = []
      Object.assign(window, { told })
      addEventListener('message', ({ data }) => data.type === 'fairlead:height' && told.push(data.height))
    })
    await openPortal(page, sites.portal)
    await page.locator('fairlead-view').evaluate((element, name) => element.setAttribute('view', name), view)
    const frame = page.frameLocator('iframe')
    const stage = frame.locator('canvas').first()
    await expect(stage).toBeVisible({ timeout: 20_000 })
    for (const width of [1_200, 700, 430, 1_000]) {
      const before = await page.evaluate(() => (window as unknown as { told: number[] }).told.length)
      await page.setViewportSize({ width, height: 700 })
      await expect
        .poll(async () => {
          const given = await page.locator('iframe').evaluate((element) => element.clientHeight)
          return Math.abs(given - (await frame.locator('[data-embed]').evaluate((element) => element.clientHeight)))
        })
        .toBeLessThan(2)
      const told = await page.evaluate(() => (window as unknown as { told: number[] }).told.length)
      expect(told - before).toBeLessThan(8)
      expect(await stage.evaluate((element) => element.clientHeight)).toBeGreaterThan(200)
    }
  })

test('a page that is not allowed gets a blank frame', async ({ page, sites }) => {
  const refused: string[] = []
  page.removeAllListeners('console')
  page.on('console', (message) => refused.push(message.text()))
  await page.goto(sites.stranger)
  await expect.poll(() => refused.join(' ')).toMatch(/frame-ancestors/)
  const frame = page.frames()[1]!
  expect(await frame.evaluate(() => document.body?.textContent ?? '').catch(() => '')).not.toContain('10.104.197.218')
  await expect(page.locator('#state')).toHaveText('')
})

test('other pages of the hub cannot be framed, by the portal neither', async ({ request, sites }) => {
  const policyAt = async (path: string) => (await request.get(`${sites.hub}${path}`)).headers()
  for (const path of ['/', '/services', '/embed-builder', '/embedded', '/s/abc']) {
    const headers = await policyAt(path)
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers['x-frame-options']).toBe('DENY')
  }
  const embedded = await policyAt('/embed/services/default/web')
  expect(embedded['content-security-policy']).toContain(`frame-ancestors 'self' ${sites.portal}`)
  expect(embedded['x-frame-options']).toBeUndefined()
})

test('messages that are not asked for change nothing', async ({ page, sites }) => {
  const frame = await openPortal(page, sites.portal)
  const exchanges: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'POST') exchanges.push(request.url())
  })
  const seen = () =>
    frame.evaluate(() => [location.href, document.querySelectorAll('tr').length, document.title].join('|'))
  await expect(frame.getByText('10.104.197.218').first()).toBeVisible()
  const before = await seen()
  const sent = await page.evaluate(async () => {
    const target = document.querySelector('iframe')!.contentWindow!
    const origin = new URL(document.querySelector('iframe')!.src).origin
    const words = [
      'fairlead:token',
      'fairlead:ready',
      'fairlead:height',
      'fairlead:state',
      'fairlead:',
      '__proto__',
      '',
    ]
    const pick = <T>(from: readonly T[]): T => from[Math.floor(Math.random() * from.length)]!
    const hex = () => Array.from({ length: 32 }, () => pick([...'0123456789abcdef'])).join('')
    const token = () => `fl1.${hex()}.${'x'.repeat(43)}`
    const value = (depth: number): unknown =>
      pick([
        () => Math.random() * 1e9,
        () => hex(),
        () => null,
        () => pick(words),
        () => (depth > 3 ? [] : Array.from({ length: 3 }, () => value(depth + 1))),
        () => (depth > 3 ? {} : { type: pick(words), [pick(words)]: value(depth + 1) }),
        () => ({ type: 'fairlead:token', ask: hex(), token: token() }),
        () => ({ type: pick(words), ask: hex(), token: token(), state: 'refused', why: hex(), height: 1e6 }),
        () => new Map([[hex(), value(depth + 1)]]),
        () => new Uint8Array(8),
        () => '<script>alert(1)</script>',
      ])()
    const until = performance.now() + 40_000
    let count = 0
    while (count < 100_000 && performance.now() < until) {
      for (let each = 0; each < 500; each++) target.postMessage(value(0), origin)
      count += 500
      await new Promise((resolve) => setTimeout(resolve))
    }
    return count
  })
  test.info().annotations.push({ type: 'messages', description: String(sent) })
  expect(sent).toBeGreaterThan(10_000)
  await expect(frame.getByText('10.104.197.218').first()).toBeVisible()
  await expect(page.locator('#state')).toHaveText('live')
  expect(await seen()).toBe(before)
  expect(exchanges.filter((url) => url.includes('/api/'))).toEqual([])
})

test('what it holds opens nothing that changes anything, and no other namespace', async ({ request, sites }) => {
  const api = `${sites.hub}/api/v1`
  const made = await request.post(`${api}/embed-tokens`, {
    headers: { authorization: `Bearer ${key}` },
    data: { views: ['services'], namespaces: ['shop'] },
  })
  const { token } = await made.json()
  const { bearer } = await (await request.post(`${api}/embed/exchange`, { data: { token } })).json()
  expect((await request.post(`${api}/embed/exchange`, { data: { token } })).status()).toBe(401)
  const headers = { authorization: `Bearer ${bearer}` }
  const described = await (await request.get(`${api}/openapi.json`)).json()
  const reads = ['/api/v1/compare', '/api/v1/login', '/api/v1/logout', '/api/v1/embed/exchange', '/api/v1/csp-reports']
  let tried = 0
  for (const [path, methods] of Object.entries<object>(described.paths))
    for (const method of Object.keys(methods).filter((each) => each !== 'get')) {
      if (reads.includes(path) || /\/open$/.test(path)) continue
      const response = await request.fetch(`${sites.hub}${path.replace(/\{\w+\}/g, 'abc')}`, {
        method,
        headers,
        data: { port: 'default/web:80/TCP', ports: ['default/web:80/TCP'], views: [''], namespaces: null },
      })
      expect([path, response.status()]).toEqual([path, 403])
      tried++
    }
  expect(tried).toBeGreaterThan(8)
  // Nothing is read by it either: the socket takes it, for what its views look at.
  for (const path of ['services', 'flows', 'nodes/znode1', 'history/at', 'snapshots', 'compare', 'me'])
    expect(await (await request.get(`${api}/${path}`, { headers })).text()).not.toContain('10.104.197.218')
  expect((await request.get(`${api}/services`, { headers })).status()).toBe(403)
  expect((await request.get(`${api}/services`, { headers: { authorization: `Bearer ${bearer}x` } })).status()).toBe(401)
})

test('the page that makes the snippet is opened from Share with the view as it is, and shows it once it works', async ({
  page,
  sites,
}) => {
  await page.goto(`${sites.hub}/matrix?q=web&lang=en`)
  await page.getByRole('button', { name: 'Share' }).click()
  await page.getByRole('link', { name: 'Embed this view' }).click()
  await expect(page.getByText('It works.')).toBeVisible({ timeout: 20_000 })
  await expect(page.locator('pre').first()).toContainText(
    /<fairlead-view hub="http[^>]* view="matrix\?q=web"[^>]* lang="en"/,
  )
  await expect(page.locator('pre').last()).toContainText('{"views":["matrix"],"namespaces":null}')
  await page.getByRole('combobox', { name: /^View/ }).fill('snapshots')
  await expect(page.getByText('There is no view to embed at this path.')).toBeVisible()
})
