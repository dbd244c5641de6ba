import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { curlOf, deleteJson, postJson } from './api.ts'

vi.mock('./browser.ts', () => ({ basePath: () => '/tools' }))

const fetched = vi.fn<typeof fetch>()
const answer = (status: number, body: string) => fetched.mockResolvedValueOnce(new Response(body, { status }))

beforeEach(() => {
  vi.stubGlobal('window', { location: { origin: 'http://hub:3000' } })
  vi.stubGlobal('fetch', fetched)
})
afterEach(() => {
  vi.unstubAllGlobals()
  fetched.mockReset()
})

describe('the hub', () => {
  it('is asked in JSON at the place this page came from', async () => {
    answer(201, '{"id":"abc"}')
    expect(await postJson(['access-tests'], { tries: 5 })).toEqual({ ok: true, value: { id: 'abc' } })
    const [address, request] = fetched.mock.calls[0]!
    expect(address).toBe('http://hub:3000/tools/api/v1/access-tests')
    expect(request).toMatchObject({
      method: 'POST',
      body: '{"tries":5}',
      headers: { 'content-type': 'application/json' },
    })
    expect(request?.signal).toBeInstanceOf(AbortSignal)
  })
  it('may answer without a body', async () => {
    fetched.mockResolvedValueOnce(new Response(null, { status: 204 }))
    expect(await deleteJson(['access-tests', 'a/b'])).toEqual({ ok: true, value: null })
    expect(fetched.mock.calls[0]![0]).toBe('http://hub:3000/tools/api/v1/access-tests/a%2Fb')
  })
  it.each([
    [429, '{"error":"Too many tests run."}', 'Too many tests run.'],
    [403, '{"error":""}', null],
    [502, '<html>', null],
    [500, '{"error":{"a":1}}', null],
  ])('refuses in its own sentence: %s %s', async (status, body, why) => {
    answer(status, body)
    expect(await postJson(['walks'], {})).toEqual({ ok: false, why, status })
  })
  it('that cannot be reached gives no sentence', async () => {
    fetched.mockRejectedValueOnce(new TypeError('fetch failed'))
    expect(await deleteJson(['walks', 'x'])).toEqual({ ok: false, why: null, status: null })
  })
})

describe('the request on a terminal', () => {
  it('is one a shell leaves alone', () => {
    expect(curlOf('POST', ['access-tests'], { path: "/it's" })).toBe(
      String.raw`curl -X POST -H 'content-type: application/json' -d '{"path":"/it'\''s"}' http://hub:3000/tools/api/v1/access-tests`,
    )
    expect(curlOf('DELETE', ['walks', 'a b'])).toBe('curl -X DELETE http://hub:3000/tools/api/v1/walks/a%20b')
  })
})
