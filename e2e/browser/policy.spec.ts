/** The pages' policy: nothing the product does goes against it, it lets no text become code, and what does go against it is heard of. */
import { test as base, type Demo, expect, startDemo } from './demo.ts'

const test = base.extend<object, { embedding: Demo }>({
  embedding: [
    // biome-ignore lint/correctness/noEmptyPattern: fixtures are given as a pattern.
    async ({}, use) => {
      const env = { FAIRLEAD_EMBED_PARENTS: 'http://portal.localhost' }
      const demo = await startDemo({ scenario: 'reference', basePath: '/tools', env })
      await use(demo)
      await demo.close()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
})
test.describe.configure({ mode: 'serial' })

const addresses = [
  ['', 'All 6 nodes agree'],
  ['matrix', 'Matrix'],
  ['services', 'default/web'],
  ['services/default/web', '10.104.197.218'],
  ['nodes', 'znode1'],
  ['nodes/znode1', '10.104.197.218'],
  ['flows', 'Connections'],
  ['access', 'Access'],
  ['compare', 'Compare'],
  ['snapshots', 'Snapshots'],
] as const

test('a tour of everything goes against it nowhere', async ({ page, embedding: { url } }, info) => {
  const violations: string[] = []
  await page.exposeFunction('noteViolation', (what: string) => violations.push(what))
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile, sample }) => {
      const { noteViolation } = window as unknown as { noteViolation?: (what: string) => void }
      noteViolation?.([location.href, effectiveDirective, blockedURI, sourceFile, sample].join(' '))
    })
  })
  for (const [path, text] of addresses) {
    await page.goto(`${url}/${path}?lang=en`)
    await expect(page.locator('#main')).toContainText(text)
  }
  await page.goto(`${url}/walk?node=zmaster0&port=default/web:80/TCP&lang=en`)
  await page.getByRole('button', { name: 'Run' }).click()
  await expect(page.getByRole('heading', { name: 'The ClusterIP is no hop.' })).toBeVisible({ timeout: 20_000 })

  await page.goto(`${url}/embed-builder?lang=en`)
  await page.getByRole('button', { name: 'Try it' }).click()
  await expect(page.getByText('It works.')).toBeVisible({ timeout: 20_000 })

  await page.goto(`${url}/services/default/web?lang=en`)
  await page.getByRole('button', { name: 'Share' }).click()
  await page.getByRole('button', { name: 'Make the snapshot' }).click()
  const link = await page.getByLabel('Link to the snapshot').inputValue()
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /HTML/ }).click()])
  const path = info.outputPath('snapshot.html')
  await file.saveAs(path)
  for (const address of [link, `file://${path}`]) {
    await page.goto(address)
    await expect(page.locator('#main')).toContainText('10.104.197.218')
  }
  expect(violations).toEqual([])
})

test('it lets no text become code, and the page says what the header says of where one came from', async ({
  request,
  embedding: { url },
}) => {
  for (const path of ['/', '/s/abc', '/embed/services/default/web']) {
    const answer = await request.get(url + path)
    const headers = answer.headers()
    const directives = new Map(
      (headers['content-security-policy'] ?? '').split('; ').map((each) => {
        const [name = '', ...values] = each.split(' ')
        return [name, values]
      }),
    )
    const scripts = directives.get('script-src') ?? []
    expect(scripts.length).toBeGreaterThan(2)
    expect(scripts.filter((value) => value !== "'self'" && !/^'sha256-[\w+/]{43}='$/.test(value))).toEqual([])
    for (const values of directives.values()) expect(values.join(' ')).not.toMatch(/unsafe-(inline|eval)|\*/)
    expect(directives.get('default-src')).toEqual(["'none'"])
    expect(directives.get('require-trusted-types-for')).toEqual(["'script'"])
    expect(directives.get('report-uri')).toEqual(['/tools/api/v1/csp-reports'])
    const said = /<meta name="referrer" content="([^"]*)"/.exec(await answer.text())?.[1]
    expect([headers['referrer-policy'], said]).toEqual(['no-referrer', 'no-referrer'])
  }
})

test('what goes against it is kept from happening, and counted', async ({ page, request, embedding: { url } }) => {
  page.removeAllListeners('console')
  await page.goto(`${url}/services`)
  // In a turn of the page's own: what is evaluated from outside has rights of its own.
  const kept = await page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const tries = [
          () => {
            document.body.innerHTML = '<img src=x onerror=alert(1)>'
          },
          () => new Function('return 1')(),
          () => Object.assign(document.createElement('script'), { src: 'https://evil.example/' }),
        ]
        const outcome = (run: () => unknown) => {
          try {
            run()
            return 'done'
          } catch (error) {
            return (error as Error).name
          }
        }
        setTimeout(() => resolve(tries.map(outcome)))
      }),
  )
  expect(kept).toEqual(['TypeError', 'EvalError', 'TypeError'])
  await page.evaluate(() => {
    new Image().src = 'https://evil.example/seen.png'
  })
  await expect
    .poll(async () => (await request.get(`${url}/metrics`)).text())
    .toContain('fairlead_policy_violations_total{directive="img-src"} 1')
})
