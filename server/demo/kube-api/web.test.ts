import { type KubeConfig, KubeConfig as MakeKubeConfig, Watch } from '@kubernetes/client-node'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { KubeObject } from './objects.ts'
import { type KubeApi, startKubeApi } from './web.ts'

let api: KubeApi
beforeEach(async () => {
  api = await startKubeApi({ bookmarkMs: 50, historyLength: 20, now: () => Date.UTC(2026, 10, 22, 20, 1, 20) })
})
afterEach(() => api.close())

const services = '/api/v1/services'
const service = (name: string, labels: Record<string, string> = {}, namespace = 'default'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, labels },
  spec: { clusterIP: '10.96.0.1' },
})
interface List {
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number }
  items: { metadata: { name: string; resourceVersion: string } }[]
}
const get = async (path: string) => {
  const response = await fetch(api.url + path)
  return { status: response.status, body: (await response.json()) as List & { reason?: string; message?: string } }
}
const names = (list: List) => list.items.map((item) => item.metadata.name)

interface Seen {
  type: string
  object: { metadata: { name: string; resourceVersion: string }; code?: number; reason?: string; message?: string }
}
function watchWithClient(query: Record<string, string | boolean | number>) {
  const config: KubeConfig = new MakeKubeConfig()
  config.loadFromOptions({
    clusters: [{ name: 'c', server: api.url, skipTLSVerify: true }],
    users: [{ name: 'u' }],
    contexts: [{ name: 'x', cluster: 'c', user: 'u' }],
    currentContext: 'x',
  })
  const seen: Seen[] = []
  let ended: ((error: unknown) => void) | null = null
  const done = new Promise<unknown>((resolve) => {
    ended = resolve
  })
  const started = new Watch(config).watch(
    services,
    query,
    (type, object) => seen.push({ type, object }),
    (error) => ended?.(error),
  )
  return { seen, done, stop: async () => (await started).abort() }
}
const until = async (holds: () => boolean) => {
  const end = performance.now() + 60_000
  while (!holds()) {
    if (performance.now() > end) throw new Error('did not come to hold in a minute')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
const types = (seen: Seen[]) =>
  seen.filter((e) => e.type !== 'BOOKMARK').map((e) => `${e.type} ${e.object.metadata.name}`)

describe('lists', () => {
  test('an object gets what a server gives it and lists carry a version', async () => {
    api.store.put(services, service('web'))
    const { body } = await get('/api/v1/services')
    expect(body).toMatchObject({ kind: 'ServiceList', apiVersion: 'v1', metadata: { resourceVersion: '1' } })
    expect(body.items[0]).toMatchObject({
      metadata: {
        name: 'web',
        resourceVersion: '1',
        creationTimestamp: '2026-11-22T20:01:20Z',
        uid: expect.any(String),
      },
      spec: { clusterIP: '10.96.0.1' },
    })
    expect(body.items[0]).not.toHaveProperty('kind')
  })

  test('pages are read as of the version the first was, until history is forgotten', async () => {
    for (const name of ['a', 'b', 'c', 'd']) api.store.put(services, service(name))
    const first = (await get('/api/v1/services?limit=2')).body
    expect(names(first)).toEqual(['a', 'b'])
    expect(first.metadata.remainingItemCount).toBe(2)
    api.store.remove(services, 'default', 'd')
    api.store.put(services, service('bb'))
    const next = (await get(`/api/v1/services?limit=2&continue=${first.metadata.continue}`)).body
    expect(names(next)).toEqual(['c', 'd'])
    expect(next.metadata).toEqual({ resourceVersion: '4' })
    api.store.compact()
    const late = await get(`/api/v1/services?limit=2&continue=${first.metadata.continue}`)
    expect(late).toMatchObject({ status: 410, body: { kind: 'Status', reason: 'Expired' } })
    expect((await get('/api/v1/services?continue=mess')).status).toBe(400)
  })

  test('by namespace, by label, by name', async () => {
    api.store.put(services, service('web', { app: 'web' }))
    api.store.put(services, service('dns', { app: 'dns' }, 'kube-system'))
    expect(names((await get('/api/v1/namespaces/kube-system/services')).body)).toEqual(['dns'])
    expect(names((await get('/api/v1/services?labelSelector=app%3Dweb')).body)).toEqual(['web'])
    expect(names((await get('/api/v1/services?labelSelector=app!=web,app')).body)).toEqual(['dns'])
    expect((await get('/api/v1/namespaces/default/services/web')).body.metadata).toMatchObject({ name: 'web' })
    expect((await get('/api/v1/namespaces/default/services/no')).body).toMatchObject({
      reason: 'NotFound',
      message: 'services "no" not found',
    })
    expect((await get('/api/v1/secrets')).status).toBe(404)
  })

  test('an equal object is no change', () => {
    api.store.put(services, service('web', { a: '1', b: '2' }))
    api.store.put(services, service('web', { b: '2', a: '1' }))
    expect(api.store.version()).toBe(1)
  })
})

describe('writes over HTTP', () => {
  const send = (method: string, path: string, body?: unknown) =>
    fetch(api.url + path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  test('create, replace, delete', async () => {
    const path = '/api/v1/namespaces/shop/services/cart'
    expect((await send('PUT', path, service('cart', { v: '1' }))).status).toBe(201)
    expect((await send('PUT', path, service('cart', { v: '2' }))).status).toBe(200)
    expect(api.store.get(services, 'shop', 'cart')?.metadata).toMatchObject({ namespace: 'shop', labels: { v: '2' } })
    expect((await send('POST', '/api/v1/namespaces/shop/services', service('cart'))).status).toBe(409)
    expect((await send('DELETE', path)).status).toBe(200)
    expect((await send('DELETE', path)).status).toBe(404)
    expect((await send('PUT', '/api/v1/nodes/n1', { metadata: { name: 'n1' } })).status).toBe(201)
    expect((await send('PUT', path, 'no object')).status).toBe(400)
    expect((await send('PATCH', path, {})).status).toBe(405)
  })
})

describe('watches, by the unmodified client', () => {
  test('go on from a version: what was missed, then what comes, with bookmarks', async () => {
    api.store.put(services, service('old'))
    api.store.put(services, service('web'))
    const watch = watchWithClient({ resourceVersion: '1', allowWatchBookmarks: true })
    await until(() => watch.seen.length > 0)
    api.store.put(services, service('web', { changed: 'yes' }))
    api.store.remove(services, 'default', 'old')
    await until(() => watch.seen.some((e) => e.type === 'BOOKMARK' && e.object.metadata.resourceVersion === '4'))
    expect(types(watch.seen)).toEqual(['ADDED web', 'MODIFIED web', 'DELETED old'])
    await watch.stop()
  })

  test('from nothing begin with everything there is', async () => {
    api.store.put(services, service('a'))
    const watch = watchWithClient({})
    await until(() => watch.seen.length === 1)
    expect(types(watch.seen)).toEqual(['ADDED a'])
    await watch.stop()
  })

  test('with sendInitialEvents say where the beginning ends', async () => {
    api.store.put(services, service('a'))
    const watch = watchWithClient({ sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' })
    await until(() => watch.seen.length >= 2)
    expect(watch.seen[1]).toMatchObject({
      type: 'BOOKMARK',
      object: { metadata: { resourceVersion: '1', annotations: { 'k8s.io/initial-events-end': 'true' } } },
    })
    await watch.stop()
  })

  test('headers come at once though nothing happens', async () => {
    const response = await fetch(`${api.url}/api/v1/services?watch=1&resourceVersion=7`, {
      signal: AbortSignal.timeout(2000),
    })
    expect(response.status).toBe(200)
    await response.body?.cancel()
  })

  test('filtered: leaving the selection is a deletion', async () => {
    const watch = watchWithClient({ labelSelector: 'app=web' })
    api.store.put(services, service('web', { app: 'web' }))
    api.store.put(services, service('other'))
    await until(() => watch.seen.length === 1)
    api.store.put(services, service('web', { app: 'no' }))
    await until(() => watch.seen.length === 2)
    expect(types(watch.seen)).toEqual(['ADDED web', 'DELETED web'])
    await watch.stop()
  })

  test('end after timeoutSeconds without an error', async () => {
    const watch = watchWithClient({ timeoutSeconds: 1, resourceVersion: '0' })
    expect((await watch.done) ?? null).toBeNull()
  })
})

describe('faults', () => {
  const fault = (path: string) => fetch(`${api.url}/faults/${path}`, { method: 'POST' })

  test('a version too old is an ERROR event of code 410, in the words of a real server', async () => {
    for (let i = 0; i < 30; i++) api.store.put(services, service(`s${i}`))
    const watch = watchWithClient({ resourceVersion: '1' })
    await watch.done
    expect(watch.seen[0]).toMatchObject({
      type: 'ERROR',
      object: { code: 410, reason: 'Expired', message: 'too old resource version: 1 (30)' },
    })
  })

  test('resets reach every open watch', async () => {
    const watch = watchWithClient({})
    api.store.put(services, service('a'))
    await until(() => watch.seen.length === 1)
    expect(api.faults.resetWatches()).toBe(1)
    await watch.done
    await until(() => api.faults.resetWatches() === 0)
  })

  test('failing with a status so many times', async () => {
    await fault('fail?status=500&times=2&verb=list')
    expect((await get(services)).status).toBe(500)
    expect((await get(services)).status).toBe(500)
    expect((await get(services)).status).toBe(200)
    api.faults.fail({ status: 410, times: 1, verb: 'watch', as: 'status' })
    expect(await watchWithClient({}).done).toMatchObject({ statusCode: 410 })
    api.faults.fail({ status: 410, times: 1, verb: 'watch', as: 'event' })
    const watch = watchWithClient({})
    await watch.done
    expect(watch.seen[0]).toMatchObject({ type: 'ERROR', object: { code: 410 } })
  })

  test('garbage lines and silence', async () => {
    const watch = watchWithClient({})
    api.store.put(services, service('a'))
    await until(() => watch.seen.length === 1)
    await fault('garbage')
    api.faults.silence(true)
    api.store.put(services, service('lost'))
    api.faults.silence(false)
    api.store.put(services, service('b'))
    await until(() => watch.seen.length === 2)
    expect(types(watch.seen)).toEqual(['ADDED a', 'ADDED b'])
    expect((await fault('nonsense')).status).toBe(404)
    await watch.stop()
  })
})
