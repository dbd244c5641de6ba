/** Logging in and out: by a token and at a provider, what a role shows, and a page whose login is taken away. */
import type { Page } from '@playwright/test'
import { startTestProvider, type TestProvider } from '#server/auth/testing.ts'
import { test as base, expect, freePort, startDemo } from './demo.ts'

const token = 't'.repeat(43)
const viewToken = 'v'.repeat(43)

interface Guarded {
  readonly url: string
  readonly provider: TestProvider
}

/** One hub for both ways: at a provider, and by a token. */
const test = base.extend<object, { guarded: Guarded }>({
  guarded: [
    // biome-ignore lint/correctness/noEmptyPattern: fixtures are given as a pattern.
    async ({}, use) => {
      const port = await freePort()
      const url = `http://127.0.0.1:${port}/tools`
      const provider = await startTestProvider(`${url}/api/v1/login/callback`, `${url}/`)
      const hub = await startDemo({
        main: 'e2e/guarded/main.ts',
        scenario: 'reference',
        basePath: '/tools',
        port,
        env: {
          FAIRLEAD_AUTH: 'oidc',
          FAIRLEAD_TOKEN: token,
          FAIRLEAD_VIEW_TOKEN: viewToken,
          FAIRLEAD_OIDC_ISSUER: provider.issuer,
          FAIRLEAD_OIDC_CLIENT_ID: 'fairlead',
          FAIRLEAD_OIDC_CLIENT_SECRET: 'shh',
          FAIRLEAD_OIDC_REDIRECT: `${url}/api/v1/login/callback`,
          FAIRLEAD_OIDC_LOGOUT_REDIRECT: `${url}/`,
          FAIRLEAD_ROLES: 'operators=admin,*=view',
        },
      })
      await use({ url, provider })
      await hub.close()
      await provider.close()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
})

const place = '/services/default/web?theme=dark&lang=en'
const matrix = (page: Page) => page.locator('tr[data-node="znode2"] [data-state="agrees"]')
const form = (page: Page) => page.getByRole('heading', { name: 'Log in' })

/** The browser's own cookies are those of its pages. */
const logIn = async (page: Page, url: string, secret: string) => {
  const answer = await page.request.post(`${url}/api/v1/login`, { data: { token: secret } })
  expect(answer.status()).toBe(204)
}

test('nobody sees anything but the way in, and nothing is asked for them', async ({ page, guarded: { url } }) => {
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  page.on('websocket', (socket) => asked.push(socket.url()))
  for (const path of [place, '/?at=2026-01-01T00:00:00Z', '/snapshots', '/compare', '/embed-builder']) {
    await page.goto(url + path)
    await expect(form(page)).toBeVisible()
  }
  expect(asked.filter((each) => /\/api\/|socket\.io/.test(each) && each !== '/tools/api/v1/me')).toEqual([])
})

test('a token that is none is told so; the right one leads to where the address said', async ({
  page,
  guarded: { url },
}) => {
  // A refusal is an error in the console.
  page.removeAllListeners('console')
  const told: string[] = []
  page.on('request', (request) => told.push(request.url(), request.headers()['referer'] ?? ''))
  await page.goto(url + place)
  await page.getByLabel('Token').fill('x'.repeat(43))
  await page.getByRole('button', { name: 'Log in', exact: true }).click()
  await expect(page.locator('form').getByRole('alert')).toHaveText('This is not a token of this hub.')
  await page.getByLabel('Token').fill(` ${token} `)
  await page.keyboard.press('Enter')
  await expect(matrix(page)).toHaveCount(3)
  await expect(page).toHaveURL(url + place)
  expect(await page.evaluate(() => document.cookie)).toBe('')
  const [cookie] = await page.context().cookies()
  expect(cookie).toMatchObject({ name: 'fairlead', httpOnly: true, sameSite: 'Strict', expires: -1 })
  expect(JSON.stringify(await page.evaluate(() => [{ ...localStorage }, { ...sessionStorage }]))).not.toContain(token)
  expect(told.filter((each, at) => each.includes(token) || (at % 2 === 1 && each !== ''))).toEqual([])

  await page.getByRole('button', { name: 'Log out' }).click()
  await expect(form(page)).toBeVisible()
  await page.goBack()
  await page.goto(url + place)
  await expect(form(page)).toBeVisible()
  await expect(page.getByText('10.104.197.218')).toHaveCount(0)
})

test('who may look finds nothing to begin, and who may more does', async ({ page, guarded: { url } }) => {
  await logIn(page, url, viewToken)
  for (const view of ['/access', '/walk']) {
    await page.goto(`${url}${view}?lang=en`)
    await expect(page.getByText('You may look, and not begin this').first()).toBeVisible()
    await expect(page.getByRole('button', { name: /^(Run|Watch|Repeat|Ask from every node)$/ })).toHaveCount(0)
    await expect(page.getByRole('button', { name: 'Share' })).toBeVisible()
  }
  await logIn(page, url, token)
  await page.goto(`${url}/walk?lang=en`)
  await expect(page.getByRole('button', { name: 'Run' })).toBeVisible()
})

test('a page whose login is ended says so within seconds, and shows nothing more', async ({
  page,
  request,
  guarded: { url },
}) => {
  await logIn(page, url, viewToken)
  await page.goto(url + place)
  await expect(matrix(page)).toHaveCount(3)
  const headers = { authorization: `Bearer ${token}` }
  const { sessions } = await (await request.get(`${url}/api/v1/sessions`, { headers })).json()
  for (const { id, user } of sessions)
    if (user.id === 'view-token') await request.delete(`${url}/api/v1/sessions/${id}`, { headers })
  await expect(page.getByText('You were logged out')).toBeVisible({ timeout: 5_000 })
  await expect(page.getByText('10.104.197.218')).toHaveCount(0)
  await expect(page.getByLabel('Token')).toBeVisible()
})

test('a login at a provider leads back, and logging out ends there too', async ({
  page,
  guarded: { url, provider },
}) => {
  provider.as('alice', { name: 'Alice Lin', groups: ['operators'] })
  await page.goto(url + place)
  await page.getByRole('link', { name: 'Log in with your organisation' }).click()
  await expect(matrix(page)).toHaveCount(3)
  await expect(page).toHaveURL(url + place)
  await expect(page.locator('[data-user="Alice Lin"]')).toBeVisible()
  const gone = page.waitForRequest((each) => each.url().startsWith(`${provider.issuer}/session/end`))
  await page.getByRole('button', { name: 'Log out' }).click()
  await gone
  await expect(page).toHaveURL(`${url}/`)
  await expect(form(page)).toBeVisible()
  provider.as('bob', { name: 'Bob', groups: [] })
  await page.getByRole('link', { name: 'Log in with your organisation' }).click()
  await expect(page.locator('[data-user="Bob"]')).toBeVisible()
})
