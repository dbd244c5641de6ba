import { describe, expect, it, vi } from 'vitest'
import { everybody } from '#model/principal.ts'
import { answerSnapshots, type SnapshotRequest, type SnapshotSources } from './snapshots.ts'

const file = new Uint8Array([31, 139, 8])
const times = { takenAt: Date.UTC(2026, 10, 26), madeAt: Date.UTC(2026, 10, 27), expiresAt: Date.UTC(2026, 11, 3) }
const shown = {
  takenAt: '2026-11-26T00:00:00.000Z',
  madeAt: '2026-11-27T00:00:00.000Z',
  expiresAt: '2026-12-03T00:00:00.000Z',
}
const no = { ok: false, status: 404, error: 'There is none.' } as const

function make(over: Partial<SnapshotSources> = {}) {
  const snapshots: SnapshotSources = {
    create: vi.fn(async () => ({ ok: true, made: { id: 'i', token: 't', ...times } }) as const),
    preview: vi.fn(async () => ({ ok: true, preview: { bytes: 3 } }) as const),
    open: vi.fn(async () => ({ ok: true, file }) as const),
    list: vi.fn(async () => ({ ok: true, snapshots: [{ id: 'i', ...times }] }) as const),
    file: vi.fn(async () => ({ ok: true, file }) as const),
    page: vi.fn(async () => ({ ok: true, page: Buffer.from('<p>') }) as const),
    remove: vi.fn(async () => ({ ok: true }) as const),
    ...over,
  }
  const ask = (method: SnapshotRequest['method'], path: string, more: Partial<SnapshotRequest> = {}) =>
    answerSnapshots(
      { snapshots, basePath: '/x' },
      { method, body: undefined, by: '192.0.2.1', principal: everybody, ...more },
      path.split('/').filter((part) => part !== ''),
    )
  return { snapshots, ask }
}

describe('snapshots over REST', () => {
  it('are made, with the link that opens them', async () => {
    const { ask, snapshots } = make()
    const answer = await ask('POST', '', { body: { address: '/nodes/a' } })
    expect(answer).toMatchObject({ status: 201, headers: { location: '/x/api/v1/snapshots/i' } })
    expect(JSON.parse(String(answer!.body))).toEqual({ id: 'i', token: 't', link: '/x/s/i#t', ...shown })
    expect(snapshots.create).toHaveBeenCalledWith(
      { address: '/nodes/a', at: null, expiresDays: null, pseudonyms: false, parts: ['flows', 'proofs'], key: null },
      everybody,
    )
  })

  it.each([
    [{ address: 'https://evil.example/' }],
    [{ address: '//evil.example' }],
    [{ expiresDays: 0 }],
    [{ expiresDays: 0.01 }],
    [{ parts: ['secrets'] }],
    [{ key: '' }],
    [{ at: 'yesterday' }],
    [{ at: '2026-11-25T03:12:00' }],
    [{ at: 1_764_000_000_000 }],
    [{ owner: 'root' }],
    ['x'],
  ])('refuse what is not understood: %j', async (body) => {
    const { ask, snapshots } = make()
    expect(await ask('POST', '', { body })).toMatchObject({ status: 400 })
    expect(await ask('POST', 'preview', { body })).toMatchObject({ status: 400 })
    expect(snapshots.create).not.toHaveBeenCalled()
  })

  it('are opened by a token, without a login', async () => {
    const { ask, snapshots } = make()
    const answer = await ask('POST', 'i/open', { principal: null, body: { token: 't' } })
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' },
    })
    expect(answer!.body).toEqual(Buffer.from(file))
    expect(snapshots.open).toHaveBeenCalledWith('i', 't', '192.0.2.1')
    for (const body of [undefined, null, 't', [], {}]) {
      await ask('POST', 'i/open', { principal: null, body })
      expect(snapshots.open).toHaveBeenLastCalledWith('i', undefined, '192.0.2.1')
    }
  })

  it('give nothing else to somebody nobody knows', () => {
    const { ask } = make()
    for (const path of ['', 'preview', 'i', 'i.fairlead', 'i.html', 'i/close', 'i/open/x'])
      for (const method of ['GET', 'POST', 'DELETE'] as const) expect(ask(method, path, { principal: null })).toBeNull()
    expect(ask('GET', 'i/open', { principal: null })).toMatchObject({ status: 405 })
  })

  it('are listed, taken as files and revoked', async () => {
    const { ask, snapshots } = make()
    expect(JSON.parse(String((await ask('GET', ''))!.body))).toEqual({ snapshots: [{ id: 'i', ...shown }] })
    expect(await ask('GET', 'i.fairlead')).toMatchObject({
      status: 200,
      headers: { 'content-disposition': 'attachment; filename="fairlead-i.fairlead"' },
    })
    expect(snapshots.file).toHaveBeenCalledWith('i', everybody)
    expect(await ask('GET', 'i.html')).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-disposition': 'attachment; filename="fairlead-i.html"',
        'content-security-policy': expect.stringContaining('sandbox'),
        'cache-control': 'no-store',
        'x-robots-tag': 'noindex, nofollow, noarchive',
      },
      body: Buffer.from('<p>'),
    })
    expect(snapshots.page).toHaveBeenCalledWith('i', everybody)
    expect(await ask('DELETE', 'i.html')).toMatchObject({ status: 405 })
    expect(await ask('DELETE', 'i')).toMatchObject({ status: 204 })
    expect(await ask('POST', 'i')).toMatchObject({ status: 405 })
    expect(ask('GET', 'a/b/c')).toBeNull()
  })

  it('say why not', async () => {
    const away = { ok: false, status: 503, error: 'Away.' } as const
    const { ask } = make({ remove: async () => no, create: async () => away })
    expect(await ask('DELETE', 'i')).toMatchObject({ status: 404, body: expect.stringContaining('There is none.') })
    expect(await ask('POST', '')).toMatchObject({ status: 503, headers: { 'retry-after': '2' } })
  })
})
