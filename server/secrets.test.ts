/** What opens something is nowhere but with whom it was given to: not in the log, and not on the disk. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readConfig } from './config.ts'
import { startHub } from './hub.ts'

it('no secret that was used is in the log or in the data folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-secrets-'))
  const given = {
    FAIRLEAD_TOKEN: `own-token-${'t'.repeat(40)}`,
    FAIRLEAD_VIEW_TOKEN: `view-token-${'v'.repeat(40)}`,
    FAIRLEAD_METRICS_TOKEN: `metrics-token-${'m'.repeat(40)}`,
    FAIRLEAD_EMBED_KEY: `embed-key-${'e'.repeat(40)}`,
  }
  const config = readConfig(
    { ...given, PORT: '0', FAIRLEAD_DATA_DIR: folder, FAIRLEAD_EMBED_PARENTS: 'https://portal.example' },
    { readFile: () => '', exists: () => false, home: folder, pagesDir: folder },
  )
  if (!config.ok) throw new Error(config.problems.join())
  const lines: string[] = []
  const hub = await startHub(config.value, (line) => lines.push(line))
  const secrets: Record<string, string> = { ...given }
  const ask = async (method: string, path: string, headers: Record<string, string>, body?: unknown) => {
    const answer = await fetch(new URL(path, hub.url), {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    const value = text.startsWith('{') ? (JSON.parse(text) as Record<string, string>) : {}
    return { status: answer.status, cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '', value }
  }
  const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` })

  const login = await ask('POST', 'api/v1/login', {}, { token: given.FAIRLEAD_TOKEN })
  secrets['session'] = login.cookie.split('=')[1]!
  const own = { cookie: login.cookie }
  const made = await ask('POST', 'api/v1/snapshots', own, { address: '/', pseudonyms: false, parts: [] })
  secrets['snapshot'] = made.value['token']!
  const opened = `api/v1/snapshots/${made.value['id']}/open`
  const key = bearer(given.FAIRLEAD_EMBED_KEY)
  const embed = await ask('POST', 'api/v1/embed-tokens', key, { views: ['services'], namespaces: null })
  secrets['embed token'] = embed.value['token']!
  const exchanged = await ask('POST', 'api/v1/embed/exchange', {}, { token: secrets['embed token'] })
  secrets['embed bearer'] = exchanged.value['bearer']!
  const statuses = [
    await ask('GET', 'api/v1/cluster', own),
    await ask('GET', 'api/v1/cluster', bearer(given.FAIRLEAD_VIEW_TOKEN)),
    await ask('GET', 'metrics', bearer(given.FAIRLEAD_METRICS_TOKEN)),
    await ask('POST', opened, {}, { token: secrets['snapshot'] }),
    // It opens the socket alone, and is known.
    await ask('GET', 'api/v1/cluster', bearer(secrets['embed bearer'])),
    // As somebody might who does not know better.
    await ask('POST', `api/v1/login?token=${given.FAIRLEAD_TOKEN}`, {}, { token: given.FAIRLEAD_TOKEN }),
    await ask('POST', 'api/v1/logout', own, {}),
  ].map(({ status }) => status)
  expect(statuses).toEqual([200, 200, 200, 200, 403, 204, 204])
  for (const [name, secret] of Object.entries(secrets)) expect([name, secret?.length > 40]).toEqual([name, true])
  await hub.close()

  const files = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => [each.name, readFileSync(join(each.parentPath, each.name), 'latin1')] as const)
  expect(files.some(([name, text]) => name.startsWith('fairlead.db') && text.includes('CREATE TABLE sessions'))).toBe(
    true,
  )
  const places = [['the log', lines.join('\n')] as const, ...files]
  const found = places.flatMap(([place, text]) =>
    Object.entries(secrets).flatMap(([name, secret]) => (text.includes(secret) ? [`${name} in ${place}`] : [])),
  )
  expect(found).toEqual([])
  expect(lines.filter((line) => line.startsWith('audit ')).length).toBeGreaterThan(5)
  rmSync(folder, { recursive: true, force: true })
})
