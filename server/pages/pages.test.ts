import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadPages, type PageRequest, type Pages } from './pages.ts'

const inline = 'self.__next_f=[]'
const page = `<html data-base="/__fairlead_base__"><link href="/__fairlead_base__/_next/static/a.css"><script>${inline}</script><script src="/__fairlead_base__/_next/static/a.js"></script><p style="color:red;font:&quot;x&quot;">点</p></html>`
const script = `const base = "/__fairlead_base__/_next/"; ${'x;'.repeat(2_000)}`

let dir: string
let pages: Pages
const ask = (path: string, over: Partial<PageRequest> = {}) =>
  pages.answer({ path, acceptEncoding: '', ifNoneMatch: '', isSecure: false, ...over })
const sha = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pages-'))
  await mkdir(join(dir, '_next/static'), { recursive: true })
  await writeFile(join(dir, 'index.html'), page)
  await writeFile(join(dir, '_next/static/a.js'), script)
  await writeFile(join(dir, 'icon.png'), Buffer.from([0, 255, 1, 254]))
  pages = await loadPages(dir, '/x/y')
})
afterAll(() => rm(dir, { recursive: true }))

describe('exported pages', () => {
  it('get the base path put in', () => {
    expect(String(ask('/').body)).toContain('data-base="/x/y"')
    expect(String(ask('/_next/static/a.js').body)).toContain('"/x/y/_next/"')
  })

  it('answer every address with the one page, never stored', () => {
    for (const path of ['/', '/services/default/web', '/nodes/ip-10-0-0-1.ec2.internal', '/nodes/节点']) {
      const answer = ask(path)
      expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store'])
    }
  })

  it('do not answer for a missing file with the page', () => {
    for (const path of ['/_next/static/gone.js', '/favicon.ico', '/robots.txt']) expect(ask(path).status).toBe(404)
  })

  it('allow their own inline scripts and style attributes by hash, and no others', () => {
    const policy = ask('/').headers['content-security-policy']!
    expect(policy).toContain(`script-src 'self' ${sha(inline)};`)
    expect(policy).toContain(`style-src 'self' 'unsafe-hashes' ${sha('color:red;font:"x"')};`)
    expect(policy).not.toMatch(/unsafe-(inline|eval)/)
    expect(policy).toContain("frame-ancestors 'none'")
  })

  it('say where what goes against them is reported, as browsers of both ways read it', () => {
    const uri = '; report-uri /x/y/api/v1/csp-reports'
    const [plain, secure] = [false, true].map((isSecure) => ask('/', { isSecure }).headers)
    expect(plain!['content-security-policy']!.endsWith(uri)).toBe(true)
    expect(plain!['reporting-endpoints']).toBe('')
    expect(secure!['content-security-policy']!.endsWith(`${uri}; report-to csp`)).toBe(true)
    expect(secure!['reporting-endpoints']).toBe('csp="/x/y/api/v1/csp-reports"')
  })

  it('are compressed as the browser likes', () => {
    const brotli = ask('/_next/static/a.js', { acceptEncoding: 'gzip, deflate, br' })
    const zipped = ask('/_next/static/a.js', { acceptEncoding: 'gzip' })
    expect([brotli.headers['content-encoding'], zipped.headers['content-encoding']]).toEqual(['br', 'gzip'])
    const plain = ask('/_next/static/a.js').body
    expect(brotliDecompressSync(brotli.body)).toEqual(plain)
    expect(gunzipSync(zipped.body)).toEqual(plain)
  })

  it('are kept by browsers for as long as their name', () => {
    const { headers } = ask('/_next/static/a.js')
    expect(headers['cache-control']).toContain('immutable')
    expect(ask('/_next/static/a.js', { ifNoneMatch: headers['etag']! })).toMatchObject({
      status: 304,
      body: Buffer.alloc(0),
    })
  })

  it('that are no text stay as they are', () => {
    expect([...ask('/icon.png').body]).toEqual([0, 255, 1, 254])
    expect(ask('/icon.png').headers['content-type']).toBe('image/png')
  })

  it('that were not built are said so', async () => {
    const none = await loadPages(join(dir, 'nowhere'), '')
    expect(none.arePresent).toBe(false)
    const answer = none.answer({ path: '/', acceptEncoding: '', ifNoneMatch: '', isSecure: false })
    expect([answer.status, String(answer.body)]).toEqual([503, expect.stringContaining('npm run build')])
  })
})

describe('the guard', () => {
  it('stands before every script of a page, allowed by its hash, and nothing else makes code of text', async () => {
    const other = await mkdtemp(join(tmpdir(), 'guarded-'))
    await writeFile(
      join(other, 'index.html'),
      page.replace('<html data-base="/__fairlead_base__">', '$&<head>').replace('<link', '</head><link'),
    )
    const answer = (await loadPages(other, '/x')).answer({
      path: '/',
      acceptEncoding: '',
      ifNoneMatch: '',
      isSecure: false,
    })
    await rm(other, { recursive: true })
    const [, first = ''] = /<script>([\s\S]*?)<\/script>/.exec(String(answer.body))!
    expect(first).toContain('createPolicy("default"')
    const policy = answer.headers['content-security-policy']!
    expect(policy).toContain(sha(first))
    expect(policy).toContain("require-trusted-types-for 'script'; trusted-types default nextjs")
  })
})
