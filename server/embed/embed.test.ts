import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { everybody, type Principal } from '#model/principal.ts'
import { bearerMs } from './bearers.ts'
import { makeEmbed } from './embed.ts'
import { frameable } from './frame.ts'
import { keepEmbedKey } from './key.ts'
import { readEmbedSettings } from './settings.ts'
import { makeToken } from './tokens.ts'

const parents = ['https://portal.example']
const secret = 'k'.repeat(40)
const key = Buffer.alloc(32, 7)
const ask = { views: ['services'], namespaces: ['shop'], seconds: 30 } as const

function make(settings = { parents, key: secret }) {
  let now = 1_000_000
  const embed = makeEmbed({ settings, key, now: () => now })
  const post = (path: string, body: unknown, principal: Principal | null = everybody) => {
    const answer = embed.answer({ method: 'POST', path: `/api/v1/${path}`, body, principal })!
    return { status: answer.status, value: JSON.parse(answer.body) }
  }
  const token = (): string => post('embed-tokens', ask).value.token
  const exchange = (body: unknown) => post('embed/exchange', body, null)
  const pass = (ms: number) => {
    now += ms
  }
  return { embed, post, token, exchange, pass, now: () => now }
}

describe('a token', () => {
  it('is for an admin, and for the portal that shows the key', () => {
    const { embed, post } = make()
    const portal = embed.identify('/api/v1/embed-tokens', `Bearer ${secret}`)!.principal
    expect(post('embed-tokens', ask, portal)).toMatchObject({ status: 200, value: { token: expect.any(String) } })
    expect(post('embed-tokens', ask, null).status).toBe(401)
    expect(post('embed-tokens', ask, { ...everybody, roles: ['view', 'snapshot', 'probe', 'capture'] }).status).toBe(
      403,
    )
    expect(embed.identify('/api/v1/services', `Bearer ${secret}`)).toBeUndefined()
    expect(embed.identify('/api/v1/embed-tokens', `Bearer ${secret}x`)).toBeUndefined()
    expect(make({ parents, key: '' }).embed.identify('/api/v1/embed-tokens', 'Bearer ')).toBeUndefined()
  })

  it('lets nobody see what its maker does not', () => {
    const { post } = make()
    const admin = { ...everybody, namespaces: ['shop'] }
    expect(post('embed-tokens', ask, admin).status).toBe(200)
    for (const namespaces of [null, ['shop', 'bank']])
      expect(post('embed-tokens', { ...ask, namespaces }, admin).status).toBe(403)
  })

  it('is not made where nothing may be embedded', () => {
    expect(make({ parents: [], key: secret }).post('embed-tokens', ask).status).toBe(409)
  })

  it.each([
    {},
    { ...ask, views: [] },
    { ...ask, views: ['../x'] },
    { ...ask, views: ['snapshots'] },
    { ...ask, views: ['services', 'embed-builder'] },
    { ...ask, seconds: 61 },
    { ...ask, seconds: 0 },
    { ...ask, namespaces: 'shop' },
    { ...ask, namespaces: ['Shop'] },
    { views: ['services'] },
    { ...ask, roles: ['admin'] },
  ])('of %j is refused in a sentence', (body) => {
    expect(make().post('embed-tokens', body)).toMatchObject({
      status: 400,
      value: { error: expect.stringMatching(/\.$/) },
    })
  })

  it('is exchanged once, and in time', () => {
    const { token, exchange, pass } = make()
    const first = token()
    expect(exchange({ token: first })).toMatchObject({
      status: 200,
      value: { seconds: 600, views: ['services'], namespaces: ['shop'] },
    })
    expect(exchange({ token: first }).status).toBe(401)
    const second = token()
    pass(30_000)
    expect(exchange({ token: second }).status).toBe(401)
  })

  it('that was changed, cut, or signed by another key is none', () => {
    const { token, exchange, now } = make()
    const good = token()
    const [, payload = '', mac = ''] = good.split('.')
    const wider = Buffer.from(payload, 'base64url').toString().replace('["shop"]', 'null')
    const bad = [
      `fl1.${Buffer.from(wider).toString('base64url')}.${mac}`,
      `fl1.${payload}.${'A'.repeat(43)}`,
      `fl1.${payload}.${mac.slice(1)}`,
      `fl2.${payload}.${mac}`,
      makeToken(Buffer.alloc(32, 8), ask, now()),
      '',
      null,
      { token: good },
    ]
    for (const each of bad) expect(exchange({ token: each }).status).toBe(401)
    for (const body of [undefined, null, 'x', [], 5]) expect(exchange(body).status).toBe(401)
    expect(exchange({ token: good }).status).toBe(200)
  })
})

describe('a bearer', () => {
  it('looks, in its namespaces, and no longer than ten minutes', () => {
    const { embed, token, exchange, pass } = make()
    const { bearer } = exchange({ token: token() }).value
    const found = embed.find(bearer)!
    expect(found.principal).toMatchObject({ roles: [], namespaces: ['shop'] })
    expect(found.id).not.toContain(bearer.slice(4, 12))
    pass(bearerMs - 1)
    expect(found.isStill()).toBe(true)
    pass(1)
    expect([found.isStill(), embed.find(bearer)]).toEqual([false, null])
  })

  it('lasts longer with each token of the same rights, and with no other', () => {
    const { embed, token, exchange, pass, post } = make()
    const { bearer } = exchange({ token: token() }).value
    const found = embed.find(bearer)!
    pass(bearerMs - 1)
    expect(exchange({ token: token(), bearer }).value.bearer).toBe(bearer)
    pass(bearerMs - 1)
    expect(found.isStill()).toBe(true)
    const other = post('embed-tokens', { ...ask, namespaces: null }).value.token
    expect(exchange({ token: other, bearer }).value.bearer).not.toBe(bearer)
    pass(1)
    expect(found.isStill()).toBe(false)
  })

  it('is taken for nothing else, so that it never becomes somebody who may more', () => {
    const { embed } = make()
    expect(embed.identify('/api/v1/services', 'Bearer fle_nothing')).toBeNull()
    expect(embed.identify('/api/v1/services', undefined)).toBeUndefined()
    expect(embed.identify('/api/v1/services', 'Bearer somebody-else')).toBeUndefined()
  })
})

describe('who may frame', () => {
  const page = { headers: { 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" } }
  const ancestors = (path: string, of = parents) =>
    /frame-ancestors (.*)$/.exec(frameable(page, path, of).headers['content-security-policy'])![1]

  it('an embedded view: the parents named; anything else: nobody', () => {
    expect(ancestors('/embed/services')).toBe("'self' https://portal.example")
    for (const path of ['/', '/services', '/embedded', '/embed-builder', '/s/abc/embed/services'])
      expect(ancestors(path)).toBe("'none'")
    expect(ancestors('/embed/services', [])).toBe("'none'")
  })
})

describe('settings', () => {
  const read = (text: string, secret = '') => {
    const problems: string[] = []
    const settings = readEmbedSettings(text, secret, (sentence, instead) => {
      problems.push(sentence)
      return instead
    })
    return { settings, problems }
  }

  it('take exact origins', () => {
    expect(read('https://a.example, http://localhost:8080').settings.parents).toEqual([
      'https://a.example',
      'http://localhost:8080',
    ])
    for (const bad of [
      '*',
      'https://*.example',
      'a.example',
      'https://a.example/',
      'https://A.example',
      'null',
      'https://a.example;script-src *',
    ])
      expect(read(bad)).toMatchObject({
        settings: { parents: [] },
        problems: [expect.stringContaining('FAIRLEAD_EMBED_PARENTS')],
      })
  })

  it('take no short key', () => {
    expect(read('', 'short')).toMatchObject({
      settings: { key: '' },
      problems: [expect.stringContaining('FAIRLEAD_EMBED_KEY')],
    })
  })
})

describe('the key', () => {
  it('is made once, for this account alone', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'fairlead-embed-'))
    const made = await keepEmbedKey(dir)
    expect(made).toHaveLength(32)
    expect(await keepEmbedKey(dir)).toEqual(made)
    expect((await stat(join(dir, 'embed-key'))).mode & 0o777).toBe(0o600)
    expect(await readFile(join(dir, 'embed-key'), 'utf8')).toBe(made.toString('base64url'))
    await writeFile(join(dir, 'embed-key'), 'short')
    await expect(keepEmbedKey(dir)).rejects.toThrow(/cannot be kept in .*embed-key/)
    await rm(dir, { recursive: true })
  })
})
