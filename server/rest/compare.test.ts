import { describe, expect, it, vi } from 'vitest'
import type { Cluster } from '#model/cluster.ts'
import { rollout } from '#model/fixtures/compare.ts'
import { everybody, type Principal } from '#model/principal.ts'
import { type CompareRequest, type CompareSources, makeCompare } from './compare.ts'

const { before, after } = rollout()
const token = 'x'.repeat(43)

function make(over: Partial<CompareSources> = {}) {
  const sources = {
    cluster: () => after,
    momentAt: vi.fn(async (ms: number): Promise<Cluster | null> => (ms >= before.at ? before : null)),
    oldestAt: async () => before.at,
    now: () => after.at,
    openSnapshot: vi.fn<CompareSources['openSnapshot']>(async (id, given) =>
      id === 'abc' && [token, 'z'.repeat(43)].includes(given)
        ? { ok: true, cluster: before, hasStandIns: given.startsWith('z') }
        : { ok: false, status: 404, error: 'There is no such snapshot.' },
    ),
    ...over,
  }
  const compare = makeCompare(sources)
  const ask = async (request: Partial<CompareRequest>) => {
    const answer = await compare({
      method: 'GET',
      query: new URLSearchParams(),
      body: undefined,
      principal: everybody,
      by: '127.0.0.1',
      wantsText: false,
      ...request,
    })
    return { ...answer, body: String(answer.body), json: () => JSON.parse(String(answer.body)) }
  }
  const get = (search: string, rest: Partial<CompareRequest> = {}) =>
    ask({ query: new URLSearchParams(search), ...rest })
  const post = (body: unknown, rest: Partial<CompareRequest> = {}) => ask({ method: 'POST', body, ...rest })
  return { sources, ask, get, post }
}

describe('/api/v1/compare', () => {
  it('puts a moment beside the present', async () => {
    const { get } = make()
    const { status, json } = await get('a=2025-03-14T03:00:00Z')
    expect(status).toBe(200)
    expect(json()).toMatchObject({ totals: { rows: 35, rowNodes: 6, services: { changed: 1 } } })
    expect((await get('a=2025-03-14T03:00:00Z&b=live')).body).toBe((await get('a=2025-03-14T03:00:00Z')).body)
  })

  it('says plainly that a snapshot with stand-ins and one without have nothing to be found by', async () => {
    const { post } = make()
    const ask = { a: { snapshot: 'abc', token: 'z'.repeat(43) }, b: { live: true } }
    expect((await post(ask)).json()).toMatchObject({
      a: { hasStandIns: true },
      b: { hasStandIns: false },
      things: [],
      nodes: [],
    })
    expect((await post(ask, { wantsText: true })).body).toMatch(/stand-ins.*nothing can be compared/s)
    // The same two states with names are not taken for these.
    expect((await post({ ...ask, a: { snapshot: 'abc', token } })).json().totals.rows).toBe(35)
  })

  it('of nothing said is a quarter of an hour, or as much as is remembered', async () => {
    const { get, sources } = make()
    expect((await get('')).json().totals.rows).toBe(35)
    expect(sources.momentAt).toHaveBeenLastCalledWith(after.at - 900_000)
    const young = make({ oldestAt: async () => after.at - 60_000 })
    expect((await young.get('')).status).toBe(200)
    expect(young.sources.momentAt).toHaveBeenLastCalledWith(after.at - 60_000)
    const none = make({ oldestAt: async () => null, momentAt: async () => null })
    expect((await none.get('')).status).toBe(404)
  })

  it('is text for who asks for text', async () => {
    const { headers, body } = await make().get('a=2025-03-14T03:00:00Z', { wantsText: true })
    expect(headers['content-type']).toMatch(/^text\/plain/)
    expect(body).toMatch(/^Between 2025-03-14T02:57:00Z and .*: 1 Service changed, 35 rows on 6 nodes, 1 new drift\.\n/)
  })

  it('opens a snapshot by its token, which no address carries', async () => {
    const { post, get, sources } = make()
    const { status, json } = await post({ a: { snapshot: 'abc', token }, b: { live: true } })
    expect([status, json().totals.rows]).toEqual([200, 35])
    expect(sources.openSnapshot).toHaveBeenCalledWith('abc', token, '127.0.0.1')
    expect((await post({ a: { snapshot: 'abc', token: 'y'.repeat(43) }, b: { live: true } })).status).toBe(404)
    expect((await get('a=snapshot:abc')).status).toBe(400)
  })

  it('shows of both sides what may be seen', async () => {
    const principal: Principal = { id: 'shop', name: 'shop', roles: ['view'], namespaces: ['shop'] }
    const { post } = make()
    for (const a of [{ at: '2025-03-14T03:00:00Z' }, { snapshot: 'abc', token }]) {
      const { status, body } = await post({ a, b: { live: true } }, { principal })
      expect(status).toBe(200)
      expect(body).not.toMatch(/default\/web|100\.66\.209/)
    }
  })

  it.each([
    ['a=', 400],
    ['a=yesterday', 400],
    ['a=2025-03-14', 400],
    ['a=1741921920000', 400],
    ['a=2025-99-14T03:00:00Z', 400],
    ['a=live&b=', 400],
    ['a=2001-03-14T03:00:00Z', 404],
  ])('%s is refused in a sentence', async (search, status) => {
    const answer = await make().get(search)
    expect(answer.status).toBe(status)
    expect(answer.json().error).toMatch(/^.{20,}\.$/)
  })

  it.each([
    undefined,
    {},
    { a: 'live' },
    { a: { live: true } },
    { a: { live: true, at: 'x' }, b: { live: true } },
    [1],
  ])('the body %j is refused', async (body) => {
    const { post, sources } = make()
    expect((await post(body)).status).toBe(400)
    expect(sources.openSnapshot).not.toHaveBeenCalled()
  })

  it('compares one at a time, and says so to a crowd', async () => {
    let finish = (_: Cluster) => {}
    const { get } = make({ momentAt: () => new Promise((resolve) => (finish = resolve)) })
    const asked = Array.from({ length: 5 }, () => get('a=2025-03-14T03:00:00Z'))
    expect((await asked[4]!).status).toBe(429)
    for (const each of asked.slice(0, 4)) {
      await vi.waitFor(() => finish(before), { timeout: 60_000 })
      expect(
        (await Promise.race([each, new Promise<null>((resolve) => setTimeout(resolve, 60_000, null))]))?.status,
      ).toBe(200)
    }
  })
})
