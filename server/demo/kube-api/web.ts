/** The Kubernetes API stand-in: list, watch, and simple writes of a few kinds over plain HTTP. */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { steerFaults } from './fault-routes.ts'
import { type Faults, makeFaults } from './faults.ts'
import { answerList } from './list.ts'
import { collections, type KubeObject } from './objects.ts'
import { parseTarget, type Target } from './request.ts'
import { makeFailure, type Status, success } from './status.ts'
import { makeStore, type Store } from './store.ts'
import { answerWatch, type WatchConfig } from './watch.ts'

export interface KubeApiConfig extends Partial<WatchConfig> {
  /** Default 127.0.0.1. */
  readonly host?: string
  /** Default 0: any free port. */
  readonly port?: number
  readonly historyLength?: number
  readonly now?: () => number
  readonly makeUid?: () => string
}

export interface KubeApi {
  readonly url: string
  readonly port: number
  readonly store: Store
  readonly faults: Faults
  close(): Promise<void>
}

const mostBodyBytes = 4 << 20

const version = {
  major: '1',
  minor: '33',
  gitVersion: 'v1.33.0',
  gitCommit: '',
  gitTreeState: '',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: 'linux/amd64',
}

/** Rejects when the port cannot be listened on. */
export async function startKubeApi(config: KubeApiConfig = {}): Promise<KubeApi> {
  const store = makeStore({
    now: config.now ?? Date.now,
    makeUid: config.makeUid ?? randomUUID,
    historyLength: config.historyLength ?? 1000,
  })
  const faults = makeFaults()
  const watchConfig = { bookmarkMs: config.bookmarkMs ?? 60_000, timeoutMs: config.timeoutMs ?? 1_800_000 }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (url.pathname === '/version') return send(response, 200, version)
    if (['/healthz', '/livez', '/readyz'].includes(url.pathname)) return void response.end('ok')
    if (url.pathname.startsWith('/faults/'))
      return sendStatus(response, steerFaults(store, faults, request.method, url))
    const target = parseTarget(url.pathname)
    if (target === null)
      return sendStatus(response, makeFailure(404, 'the server could not find the requested resource'))
    if (request.method !== 'GET') return write(store, target, request, response)
    if (target.name !== null) return sendObject(response, store, target)
    const isWatch = ['true', '1'].includes(url.searchParams.get('watch') ?? '')
    const made = faults.take(isWatch ? 'watch' : 'list')
    if (made && (!isWatch || made.as === 'status')) return sendStatus(response, made.failure)
    if (!isWatch) return sendStatus(response, answerList(store, target, url.searchParams))
    answerWatch(store, faults, watchConfig, target, url.searchParams, made?.failure ?? null, request, response)
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => {
      if (response.headersSent) response.destroy()
      else sendStatus(response, makeFailure(400, error.message))
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(config.port ?? 0, config.host ?? '127.0.0.1', resolve)
  })
  const { port, address } = server.address() as AddressInfo
  return {
    url: `http://${address.includes(':') ? `[${address}]` : address}:${port}`,
    port,
    store,
    faults,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** PUT of a whole object at its path, POST of one to its collection, DELETE. */
async function write(store: Store, target: Target, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const namespace = target.namespace ?? ''
  if (request.method === 'DELETE' && target.name !== null) {
    if (store.remove(target.path, namespace, target.name)) return send(response, 200, success)
    return sendStatus(response, notFound(target))
  }
  const isCreate = request.method === 'POST' && target.name === null
  if (!isCreate && !(request.method === 'PUT' && target.name !== null)) {
    return sendStatus(response, makeFailure(405, 'the server does not allow this method on the requested resource'))
  }
  const body: unknown = JSON.parse(await readBody(request))
  if (typeof body !== 'object' || body === null) {
    sendStatus(response, makeFailure(400, 'the body is no object'))
    return
  }
  const object = body as KubeObject
  const name = target.name ?? object.metadata?.name
  if (typeof name !== 'string' || name === '') return sendStatus(response, makeFailure(400, 'metadata.name is missing'))
  const existed = store.get(target.path, namespace, name) !== null
  if (existed && isCreate) {
    return sendStatus(response, makeFailure(409, `${collections[target.path].plural} "${name}" already exists`))
  }
  const place = namespace === '' ? { name } : { name, namespace }
  const stored = store.put(target.path, { ...object, metadata: { ...object.metadata, ...place } })
  send(response, existed ? 200 : 201, stored)
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > mostBodyBytes) throw new Error(`the body is longer than ${mostBodyBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

const notFound = (target: Target): Status =>
  makeFailure(404, `${collections[target.path].plural} "${target.name}" not found`)

function sendObject(response: ServerResponse, store: Store, target: Target): void {
  sendStatus(response, store.get(target.path, target.namespace ?? '', target.name ?? '') ?? notFound(target))
}

/** With the HTTP status a `Status` names, or 200. */
function sendStatus(response: ServerResponse, body: object): void {
  send(response, 'code' in body && 'kind' in body && body.kind === 'Status' ? Number(body.code) : 200, body)
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = `${JSON.stringify(body)}\n`
  response.writeHead(status, {
    'content-type': 'application/json',
    'cache-control': 'no-cache, private',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}
