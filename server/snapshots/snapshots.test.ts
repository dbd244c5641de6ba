import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import type { Cluster } from '#model/cluster.ts'
import { fixtureAt } from '#model/fixtures/build.ts'
import { everyServiceKind } from '#model/fixtures/clusters.ts'
import { withWalks } from '#model/fixtures/walks.ts'
import type { Principal } from '#model/principal.ts'
import { parseSnapshotAsk, type SnapshotAsk } from '#model/snapshot/ask.ts'
import { inflate } from '#model/snapshot/inflate.ts'
import { emptyPlace } from '#model/snapshot/one-file.ts'
import { openSnapshot } from '#model/snapshot/open.ts'
import { type Database, StoreAway, StoreFull } from '#server/store/database.ts'
import { openStore } from '#server/store/open.ts'
import { makeSnapshots, type Snapshots } from './snapshots.ts'

const dayMs = 86_400_000
const owner: Principal = { id: 'ann', name: 'Ann', roles: ['view', 'snapshot'], namespaces: null }
const other: Principal = { ...owner, id: 'bob', name: 'Bob' }
const admin: Principal = { ...owner, id: 'root', roles: ['admin'] }
const tenant: Principal = { ...owner, id: 'tia', namespaces: ['shop'] }

let snapshots: Snapshots
let store: Database
let now = fixtureAt
let timers: (() => void)[] = []
/** What was asked of history. */
let moments: number[] = []
/** As it was: with fewer Services. */
const earlier = () => ({ ...everyServiceKind(), services: new Map([...everyServiceKind().services].slice(0, 4)) })

async function start(
  cluster: () => Cluster = everyServiceKind,
  over: Partial<Database> = {},
  template: Buffer | null = Buffer.from(`<p>${emptyPlace}</p>`),
) {
  now = fixtureAt
  timers = []
  moments = []
  store = await openStore({ choice: { is: 'memory' }, mostBytes: 128 << 20, log: () => {} })
  let drawn = 0
  snapshots = await makeSnapshots({
    store: { ...store, ...over },
    cluster,
    moment: async (ms) => {
      moments.push(ms)
      return ms < fixtureAt - dayMs ? null : { ...cluster(), at: ms - 1_000, services: earlier().services }
    },
    series: async (before) => ({
      stepMs: 1_000,
      from: before - 2_000,
      connections: [1, 2],
      wrong: [0, 0],
      settling: [0, 0],
      changes: [0, 1],
    }),
    hub: '0.1.0',
    mostDays: 30,
    template: () => template,
    random: (bytes) => createHash('sha512').update(String(++drawn)).digest().subarray(0, bytes),
    timing: {
      now: () => now,
      after: (_ms, run) => {
        timers.push(run)
        return () => {}
      },
    },
    log: () => {},
  })
}

afterEach(async () => {
  snapshots.close()
  await store.close()
})

const ask = (more: Partial<SnapshotAsk> = {}): SnapshotAsk => {
  const parsed = parseSnapshotAsk({ address: '/services/default/web', ...more })
  if (!parsed.ok) throw new Error(parsed.why)
  return parsed.value
}

async function make(more: Partial<SnapshotAsk> = {}, principal = owner) {
  const created = await snapshots.create(ask(more), principal)
  if (!created.ok) throw new Error(created.error)
  return created.made
}

async function read(file: Uint8Array) {
  const opened = await openSnapshot(file, inflate)
  if (!opened.ok) throw new Error('it does not open')
  return opened
}

async function openedBy(id: string, token: string, by = '192.0.2.1') {
  const opened = await snapshots.open(id, token, by)
  return opened.ok ? read(opened.file) : null
}

describe('a snapshot', () => {
  it('is made, opened by its token, and the same as it was then', async () => {
    await start()
    const made = await make()
    expect(made).toMatchObject({
      owner: 'ann',
      ownerName: 'Ann',
      address: '/services/default/web',
      opened: 0,
      isPseudonymous: false,
    })
    expect(made.id).toMatch(/^[\w-]{22}$/)
    expect(made.token).toMatch(/^[\w-]{43}$/)
    expect(made.expiresAt - made.takenAt).toBe(7 * dayMs)
    const opened = await openedBy(made.id, made.token)
    expect(opened).toMatchObject({ takenAt: fixtureAt, hub: '0.1.0', address: '/services/default/web' })
    expect(opened?.cluster.services.size).toBe(everyServiceKind().services.size)
    expect(opened?.series?.connections).toEqual([1, 2])
    expect(await snapshots.list(owner)).toMatchObject({ snapshots: [{ id: made.id, opened: 1 }] })
  })

  it('keeps no token, in whatever shape', async () => {
    await start()
    const { id, token } = await make()
    const rows = await store.all('SELECT * FROM snapshots')
    const bytes = Buffer.from(token, 'base64url')
    const all = JSON.stringify(rows, (_key, part) =>
      part instanceof Uint8Array ? Buffer.from(part).toString('latin1') : part,
    )
    for (const shape of [token, bytes.toString('hex'), bytes.toString('base64')]) expect(all).not.toContain(shape)
    expect(all).toContain(createHash('sha256').update(token).digest('hex'))
    expect(all).toContain(id)
  })

  it('is not opened by anything else', async () => {
    await start()
    const { id, token } = await make()
    const flip = (text: string) => (text[0] === 'A' ? 'B' : 'A') + text.slice(1)
    const ids = [
      flip(id),
      '',
      ':key',
      ':id',
      '*',
      '%',
      `${id} `,
      ` ${id}`,
      `${id}/`,
      `${id}%00`,
      id.slice(1),
      `${id}A`,
      id.toUpperCase(),
      `../${id}`,
      "' OR 1=1 --",
      'null',
      'undefined',
      '0',
      '1',
      'latest',
    ]
    const tokens: unknown[] = [
      flip(token),
      '',
      ':key',
      '*',
      '%',
      `${token} `,
      token.slice(1),
      `${token}A`,
      token.toUpperCase(),
      null,
      undefined,
      0,
      true,
      [token],
      { token },
      createHash('sha256').update(token).digest('hex'),
      "' OR 1=1 --",
      `${token}\0`,
      id,
      'null',
    ]
    let asked = 0
    const by = () => `192.0.2.${++asked}`
    for (const wrong of ids) expect((await snapshots.open(wrong, token, by())).ok, wrong).toBe(false)
    for (const wrong of tokens) expect((await snapshots.open(id, wrong, by())).ok, String(wrong)).toBe(false)
    for (const wrong of ids)
      expect((await snapshots.file(wrong, admin)).ok || (await snapshots.remove(wrong, admin)).ok, wrong).toBe(false)
    expect(asked).toBe(40)
    expect(await openedBy(id, token)).not.toBeNull()
  })

  it('is opened 20 times a minute from one address, right or wrong', async () => {
    await start()
    const { id, token } = await make()
    for (let time = 0; time < 20; time++) await snapshots.open(id, 'wrong', '192.0.2.9')
    expect(await snapshots.open(id, token, '192.0.2.9')).toMatchObject({ ok: false, status: 429 })
    expect(await openedBy(id, token, '192.0.2.10')).not.toBeNull()
    now += 60_000
    expect(await openedBy(id, token, '192.0.2.9')).not.toBeNull()
  })

  it('is over at its time, and swept', async () => {
    await start()
    const { id, token } = await make({ expiresDays: 1 })
    now += dayMs - 1
    expect(await openedBy(id, token)).not.toBeNull()
    now += 1
    expect(await openedBy(id, token)).toBeNull()
    expect(await snapshots.list(owner)).toMatchObject({ snapshots: [] })
    expect((await snapshots.file(id, owner)).ok).toBe(false)
    expect(await store.all('SELECT id FROM snapshots')).toHaveLength(1)
    timers.at(-1)!()
    await expect.poll(() => store.all('SELECT id FROM snapshots')).toHaveLength(0)
  })

  it('is kept no longer than the hub lets it', async () => {
    await start()
    expect(await snapshots.create(ask({ expiresDays: 31 }), owner)).toMatchObject({ ok: false, status: 400 })
    expect((await make({ expiresDays: 30 })).expiresAt).toBe(now + 30 * dayMs)
  })

  it('is listed, taken as a file and revoked by its owner and an admin, by nobody else', async () => {
    await start()
    const { id, token } = await make()
    expect(await snapshots.list(other)).toMatchObject({ snapshots: [] })
    expect(await snapshots.file(id, other)).toMatchObject({ ok: false, status: 404 })
    expect(await snapshots.page(id, other)).toMatchObject({ ok: false, status: 404 })
    expect(await snapshots.remove(id, other)).toMatchObject({ ok: false, status: 404 })
    expect(await snapshots.list(admin)).toMatchObject({ snapshots: [{ id }] })
    expect((await snapshots.file(id, owner)).ok).toBe(true)
    expect((await snapshots.page(id, owner)).ok).toBe(true)
    expect(await openedBy(id, token)).not.toBeNull()
    expect(await snapshots.remove(id, owner)).toEqual({ ok: true })
    expect(await openedBy(id, token)).toBeNull()
    expect(await snapshots.remove(id, owner)).toMatchObject({ ok: false, status: 404 })
  })

  it('is one HTML file too, which holds the same bytes', async () => {
    await start()
    const { id } = await make()
    const [found, kept] = [await snapshots.page(id, owner), await snapshots.file(id, owner)]
    if (!found.ok || !kept.ok) throw new Error('it is not there')
    expect(found.page.toString()).toContain(Buffer.from(kept.file).toString('base64'))
  })

  it('says when this hub has no pages for such a file', async () => {
    await start(everyServiceKind, {}, null)
    const { id } = await make()
    expect(await snapshots.page(id, owner)).toMatchObject({
      ok: false,
      error: expect.stringContaining('npm run build'),
    })
  })

  it('has no name of its maker within', async () => {
    await start()
    const { id, token } = await make({}, { ...owner, name: 'Ann Example' })
    const opened = await snapshots.open(id, token, '192.0.2.1')
    if (!opened.ok) throw new Error(opened.error)
    expect(gunzipSync(opened.file).toString()).not.toMatch(/Ann|"ann"/)
    expect(await snapshots.list(owner)).toMatchObject({ snapshots: [{ ownerName: 'Ann Example' }] })
  })

  it('is made once for one key, and its link told again to the same owner', async () => {
    await start()
    const first = await make({ key: 'k1' })
    expect(await make({ key: 'k1' })).toEqual(first)
    expect((await make({ key: 'k2' })).id).not.toBe(first.id)
    expect((await make({ key: 'k1' }, other)).id).not.toBe(first.id)
    await Promise.all([make({ key: 'k3' }), make({ key: 'k3' })])
    expect(await snapshots.list(owner)).toMatchObject({ snapshots: { length: 3 } })
  })

  it('lets nobody wait in turn for a store that went away', async () => {
    let asked = 0
    await start(everyServiceKind, {
      get: async () => {
        asked++
        throw new StoreAway('away')
      },
    })
    const all = await Promise.all([1, 2, 3].map(() => snapshots.create(ask(), owner)))
    expect(all).toMatchObject([{ status: 503 }, { status: 503 }, { status: 503 }])
    expect(asked).toBe(1)
    await snapshots.create(ask(), owner)
    expect(asked).toBe(2)
  })

  it('is made once for one key though the store kept the first and did not say so', async () => {
    let [inserts, looks] = [0, 0]
    await start(everyServiceKind, {
      run: async (sql, params) => {
        const changed = await store.run(sql, params)
        if (sql.startsWith('INSERT') && ++inserts === 1) throw new StoreAway('away')
        return changed
      },
      // The row is there only after the second time it was looked for.
      get: async (sql, params) => (sql.includes('ask_key = ?') && ++looks === 2 ? undefined : store.get(sql, params)),
    })
    expect(await snapshots.create(ask({ key: 'k' }), owner)).toMatchObject({ ok: false, status: 503 })
    const { id, token } = await make({ key: 'k' })
    expect(inserts).toBe(2)
    expect(await snapshots.list(owner)).toMatchObject({ snapshots: [{ id }] })
    expect(await openedBy(id, token)).not.toBeNull()
  })

  it('has no more in it than its owner sees', async () => {
    await start()
    const { id, token } = await make({}, tenant)
    const opened = await openedBy(id, token)
    expect([...opened!.cluster.services.values()].every(({ namespace }) => namespace === 'shop')).toBe(true)
    expect(opened!.cluster.services.size).toBeGreaterThan(0)
    expect(opened!.series).toBeNull()
  })

  describe('of the past', () => {
    const at = new Date(fixtureAt - 3_600_000).toISOString()

    it('is the state of then, with the rates before it, for as long from now as another', async () => {
      await start()
      const made = await make({ at })
      expect(made).toMatchObject({ takenAt: Date.parse(at) - 1_000, madeAt: now, expiresAt: now + 7 * dayMs })
      const opened = await openedBy(made.id, made.token)
      expect(opened!.takenAt).toBe(made.takenAt)
      expect([...opened!.cluster.services.keys()]).toEqual([...earlier().services.keys()])
      expect(opened!.series!.from).toBe(made.takenAt - 2_000)
    })

    it('has no more in it than its owner sees, and stand-ins when asked to', async () => {
      await start()
      const { id, token } = await make({ at, pseudonyms: true }, tenant)
      const opened = await openedBy(id, token)
      const shops = [...earlier().services.values()].filter(({ namespace }) => namespace === 'shop')
      expect(opened!.cluster.services.size).toBe(shops.length)
      expect([...opened!.cluster.services.keys()].every((service) => /^ns-\d+\/svc-\d+$/.test(service))).toBe(true)
      expect(opened!.series).toBeNull()
    })

    it('is read from history once for all previews of it', async () => {
      await start()
      await snapshots.preview(ask({ at }), owner)
      await snapshots.preview(ask({ at, pseudonyms: true }), tenant)
      await make({ at })
      expect(moments).toEqual([Date.parse(at)])
      timers.at(-1)!()
      await make({ at })
      expect(moments).toHaveLength(2)
    })

    it('is not to be had of what nobody remembers', async () => {
      await start()
      const long = ask({ at: new Date(fixtureAt - 2 * dayMs).toISOString() })
      expect(await snapshots.create(long, owner)).toMatchObject({ ok: false, status: 404 })
      expect(await snapshots.preview(long, owner)).toMatchObject({ ok: false, status: 404 })
    })
  })

  it('leaves flows and proofs out when asked to', async () => {
    await start(() => withWalks())
    const whole = await make()
    const less = await make({ parts: [] })
    expect((await openedBy(whole.id, whole.token))!.cluster.walks.size).toBeGreaterThan(0)
    expect((await openedBy(less.id, less.token))!.cluster.walks.size).toBe(0)
  })

  it('has stand-ins for names when asked to, in its address and the preview too', async () => {
    await start()
    const { id, token, address } = await make({ pseudonyms: true })
    expect(address).toMatch(/^\/services\/ns-\d+\/svc-\d+$/)
    const opened = await openedBy(id, token)
    expect(opened).toMatchObject({ isPseudonymous: true, address })
    const previewed = await snapshots.preview(ask({ pseudonyms: true }), owner)
    if (!previewed.ok) throw new Error(previewed.error)
    expect(previewed.preview.samples['services']).toEqual([...opened!.cluster.services.keys()].slice(0, 5))
    expect(await snapshots.list(owner)).toMatchObject({ snapshots: [{ bytes: previewed.preview.bytes }] })
    expect(previewed.preview.counts).toMatchObject({ nodes: 6, services: opened!.cluster.services.size })
  })

  it('says what is wrong when the store is full or away, and can be deleted then', async () => {
    let fault: Error | null = null
    await start(everyServiceKind, {
      run: async (sql, params) => {
        if (fault !== null && !sql.startsWith('DELETE')) throw fault
        return store.run(sql, params)
      },
    })
    const { id, token } = await make()
    fault = new StoreFull('The disk of the store is full.')
    expect(await snapshots.create(ask(), owner)).toMatchObject({
      ok: false,
      status: 507,
      error: expect.stringContaining('full'),
    })
    expect(await openedBy(id, token)).not.toBeNull()
    expect(await snapshots.remove(id, owner)).toEqual({ ok: true })
    fault = new StoreAway('away')
    expect(await snapshots.create(ask(), owner)).toMatchObject({ ok: false, status: 503 })
    fault = null
    expect(await snapshots.list(owner)).toMatchObject({ snapshots: [] })
  })
})
