import { describe, expect, it } from 'vitest'
import type { Moments } from '#model/history/moments.ts'
import { makeNodeName, makeServiceId } from '#model/ids.ts'
import { answerHistory } from './history.ts'

const now = Date.UTC(2026, 10, 25, 4)
const at = Date.UTC(2026, 10, 25, 3, 12)
const asked: unknown[][] = []
const history: Moments = {
  at: async () => null,
  fileAt: async (ms, namespaces) => {
    asked.push([ms, namespaces])
    return ms < at ? null : { at, bytes: Uint8Array.of(31, 139) }
  },
  span: async () => ({ from: at, to: now }),
  marks: async (from, _to, buckets) =>
    Array.from({ length: buckets }, () => ({ from, wrong: 2, settling: 0, changes: 1, connections: null })),
  changes: async () => [
    { is: 'table', at, node: makeNodeName('znode1'), table: null },
    { is: 'service-went', at, service: makeServiceId('shop', 'cart') },
    { is: 'service-came', at, service: makeServiceId('default', 'web') },
  ],
}

async function ask(
  path: string,
  search = '',
  over: Partial<Parameters<typeof answerHistory>[1]> = {},
  own: Moments | null = history,
) {
  const request = { method: 'GET', query: new URLSearchParams(search), principal: null, ...over }
  const answer = await answerHistory({ history: own, now: () => now }, request, path.split('/'))
  return answer && { ...answer, json: () => JSON.parse(String(answer.body)) }
}

describe('/history', () => {
  it('tells from when to when', async () => {
    expect((await ask('span'))!.json()).toEqual({ from: '2026-11-25T03:12:00.000Z', to: '2026-11-25T04:00:00.000Z' })
  })
  it('tells marks, and to who sees some namespaces only that they are not known', async () => {
    const search = 'from=2026-11-25T03:00:00Z&to=2026-11-25T04:00:00Z&buckets=2'
    expect((await ask('marks', search))!.json()[0]).toEqual({
      from: '2026-11-25T03:00:00.000Z',
      wrong: 2,
      settling: 0,
      changes: 1,
      connections: null,
    })
    const limited = (await ask('marks', search, { principal: { namespaces: ['default'] } }))!.json()
    expect(limited).toHaveLength(2)
    expect(limited[0]).toMatchObject({ wrong: null, changes: null, connections: null })
  })
  it('tells changes, of the namespaces one sees', async () => {
    expect((await ask('changes'))!.json()).toHaveLength(3)
    expect((await ask('changes', '', { principal: { namespaces: ['default'] } }))!.json()).toEqual([
      { is: 'service-came', at: '2026-11-25T03:12:00.000Z', service: 'default/web' },
    ])
  })
  it('gives a moment as a file, limited as the present is', async () => {
    const answer = await ask('at', 'time=2026-11-25T03:30:00Z', { principal: { namespaces: ['default'] } })
    expect(answer).toMatchObject({ status: 200, body: Buffer.of(31, 139) })
    expect(answer!.headers['fairlead-at']).toBe('2026-11-25T03:12:00.000Z')
    expect(asked.at(-1)).toEqual([Date.UTC(2026, 10, 25, 3, 30), ['default']])
  })
  it.each([
    ['at', 'time=2026-11-25T03:00:00Z', 404],
    ['at', 'time=yesterday', 400],
    ['marks', 'buckets=0', 400],
    ['marks', 'buckets=100000', 400],
    ['marks', 'from=2026-11-25T03:00:00Z&to=2026-11-25T02:00:00Z', 400],
    ['changes', 'from=x', 400],
  ])('%s?%s is %s', async (path, search, status) => {
    expect((await ask(path, search))!.status).toBe(status)
  })
  it('has nothing elsewhere, is only read, and can be off', async () => {
    expect(await ask('toString')).toBeNull()
    expect(await ask('at/x')).toBeNull()
    expect((await ask('at', '', { method: 'DELETE' }))!.status).toBe(405)
    expect((await ask('span', '', {}, null))!.status).toBe(404)
  })
})
