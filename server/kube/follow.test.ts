import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ApiFeed } from '#model/cluster.ts'
import type { KubeService } from '#model/kube/service.ts'
import { reshapeService } from '#model/kube/service.ts'
import { type KubeApi, startKubeApi } from '#server/demo/kube-api/web.ts'
import { connect } from './connection.ts'
import { backoffMs, follow } from './follow.ts'
import { makeShelf, type Shelf } from './shelf.ts'
import type { Timing } from './timing.ts'

/** A hundred times as fast as the wall. */
const hurried: Timing = {
  now: () => Date.now() * 100,
  random: () => 0.5,
  after: (ms, run) => {
    const timer = setTimeout(run, ms / 100)
    return () => clearTimeout(timer)
  },
}

const path = '/api/v1/services'
const service = (name: string, clusterIP = '10.96.0.1') => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default' },
  spec: { clusterIP },
})

let api: KubeApi
let shelf: Shelf<KubeService>
let feeds: ApiFeed[]
let logged: string[]
let lists: number
let end: () => void

async function start(reshape: (object: unknown) => KubeService | null = reshapeService): Promise<void> {
  const connection = await connect({ is: 'server', url: api.url })
  feeds = []
  logged = []
  lists = 0
  shelf = makeShelf(reshape, () => {})
  const beginList = () => {
    lists++
    shelf.beginList()
  }
  const sink = { ...shelf, beginList }
  const onFeed = (feed: ApiFeed) => void feeds.push(feed)
  const log = (sentence: string) => void logged.push(sentence)
  end = follow({ connection, path, plural: 'services', sink, timing: hurried, onFeed, log })
}

const names = () => [...shelf.current().keys()].map((key) => key.slice('default/'.length)).sort()
const until = (check: () => void) => vi.waitFor(check, { timeout: 60_000, interval: 10 })
const untilNames = (...wanted: string[]) => until(() => expect(names()).toEqual(wanted))
const watching = () => until(() => expect(api.faults.garbage('')).toBe(1))

function resetThenFail(times: number, as: 'status' | 'event'): void {
  api.faults.fail({ status: 500, times, verb: 'watch', as })
  api.faults.resetWatches()
}

beforeEach(async () => {
  api = await startKubeApi({ bookmarkMs: 200 })
  api.store.put(path, service('a'))
})
afterEach(async () => {
  end()
  await api.close()
})

describe('following a kind', () => {
  it('lists in pages, then sees what is added, changed and deleted', async () => {
    for (let i = 0; i < 1_200; i++) api.store.put(path, service(`s${i}`))
    await start()
    await until(() => expect(shelf.current().size).toBe(1_201))
    const before = shelf.current()
    api.store.put(path, service('b', '10.96.0.2'))
    api.store.remove(path, 'default', 's7')
    await until(() => expect(shelf.current().has('default/s7')).toBe(false))
    expect(shelf.current().get('default/b')?.clusterIps).toEqual(['10.96.0.2'])
    expect(shelf.current().get('default/s8')).toBe(before.get('default/s8'))
    expect(lists).toBe(1)
    expect(feeds.map((feed) => feed.is)).toEqual(['live'])
  })

  it.each<[string, () => void]>([
    ['a reset', () => api.faults.resetWatches()],
    ['its end', () => api.faults.endWatches()],
    ['three answers of 500', () => resetThenFail(3, 'status')],
    ['an ERROR event of 500', () => resetThenFail(1, 'event')],
    ['a garbage line', () => api.faults.garbage('{"type":"ADDED","object":')],
    ['a line that is no event', () => api.faults.garbage('{"type":"ADDED","object":{}}')],
    ['an oversize line', () => api.faults.garbage(`{"type":"ADDED","object":"${'x'.repeat(5 << 20)}"}`)],
  ])('goes on from the last version after %s, missing nothing', async (_name, fault) => {
    await start()
    await watching()
    fault()
    api.store.put(path, service('b'))
    api.store.remove(path, 'default', 'a')
    await untilNames('b')
    api.store.put(path, service('c'))
    await untilNames('b', 'c')
    expect(lists).toBe(1)
    expect(feeds.at(-1)?.is).toBe('live')
  })

  it.each<['status' | 'event']>([['status'], ['event']])('lists once more after 410 as %s', async (as) => {
    await start()
    await watching()
    api.faults.fail({ status: 410, times: 1, verb: 'watch', as })
    api.faults.resetWatches()
    api.store.put(path, service('b'))
    api.store.remove(path, 'default', 'a')
    await untilNames('b')
    await watching()
    expect(lists).toBe(2)
    expect(feeds.at(-1)?.is).toBe('live')
  })

  it('leaves a silent connection and finds what it missed', async () => {
    await start()
    await watching()
    api.faults.silence(true)
    api.store.put(path, service('b'))
    await until(() => expect(feeds.some((feed) => feed.is === 'stale')).toBe(true))
    api.faults.silence(false)
    await untilNames('a', 'b')
    await until(() => expect(feeds.at(-1)?.is).toBe('live'))
  })

  it('keeps trying while the first list fails, and says why', async () => {
    api.faults.fail({ status: 503, times: 2, verb: 'list', as: 'status' })
    await start()
    await untilNames('a')
    expect(feeds[0]).toMatchObject({ is: 'stale', why: expect.stringContaining('503') })
    expect(feeds.at(-1)?.is).toBe('live')
  })

  it.each([
    [401, 'credentials'],
    [403, 'grant'],
  ])('names a %i and comes back when it is lifted', async (status, word) => {
    api.faults.fail({ status, times: 2, verb: 'list', as: 'status' })
    await start()
    await untilNames('a')
    expect(feeds[0]).toMatchObject({ is: 'absent', why: expect.stringContaining(word) })
  })

  it('keeps what it had while the API is away, and lists anew after a long while', async () => {
    await start()
    await watching()
    const { port } = api
    await api.close()
    await until(() => expect(feeds.filter((feed) => feed.is === 'stale').length).toBeGreaterThan(5))
    expect(feeds.at(-1)).toMatchObject({ why: expect.stringContaining('connection refused') })
    expect(names()).toEqual(['a'])
    api = await startKubeApi({ port })
    api.store.put(path, service('z'))
    await untilNames('z')
    expect(feeds.at(-1)?.is).toBe('live')
  })

  it('passes over an object it cannot work on and follows the others', async () => {
    await start((object) => {
      const kept = reshapeService(object)
      if (kept?.name === 'bad') throw new Error('odd')
      return kept
    })
    await watching()
    api.store.put(path, service('bad'))
    api.store.put(path, service('c'))
    await untilNames('a', 'c')
    expect(logged).toEqual(['Services: an object could not be kept: odd.'])
  })

  it('hands out the same map while nothing we keep changed', async () => {
    await start()
    await watching()
    const before = shelf.current()
    api.store.put(path, { ...service('a'), metadata: { ...service('a').metadata, labels: { note: 'x' } } })
    api.store.put(path, service('b'))
    await untilNames('a', 'b')
    expect(shelf.current().get('default/a')).toBe(before.get('default/a'))
    const after = shelf.current()
    api.faults.endWatches()
    await watching()
    expect(shelf.current()).toBe(after)
  })
})

describe('waiting between failures', () => {
  it('doubles from 1 s to 30 s, with jitter, never below 1 s', () => {
    expect([1, 2, 3, 6, 20].map((failures) => backoffMs(failures, 1))).toEqual([1_000, 2_000, 4_000, 30_000, 30_000])
    expect([1, 2, 3, 6].map((failures) => backoffMs(failures, 0))).toEqual([1_000, 1_000, 2_000, 15_000])
  })
})
