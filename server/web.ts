/** One port or unix socket: HTTP in and out, with the limits and headers every answer has. What is answered, and what may be begun, is decided elsewhere. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Principal } from '#model/principal.ts'
import { socketPath } from '#model/protocol.ts'
import type { ActionHeaders } from './actions.ts'
import type { Action } from './audit.ts'
import type { Asking, Identity } from './auth/identify.ts'
import { makeServer } from './listen/listen.ts'
import type { Peer } from './listen/peer.ts'
import type { Listening } from './listen/settings.ts'
import { isNobodysName, nameOf } from './origin.ts'
import { readJsonBody } from './web-body.ts'

export interface WebRequest {
  /** A HEAD is asked as a GET. */
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Below the base path, decoded. */
  readonly path: string
  readonly query: URLSearchParams
  readonly accept: string
  readonly acceptEncoding: string
  readonly ifNoneMatch: string
  /** Of a POST or DELETE: its JSON; undefined for none. */
  readonly body: unknown
  /** Address of who asks. */
  readonly by: string
  /** The headers `Origin` and `Cookie`; empty for none. */
  readonly origin: string
  readonly cookie: string
  /** It came by https: TLS is ours, or the name is one somebody put a proxy before. */
  readonly isSecure: boolean
  /** Who asks; null for nobody the hub knows. */
  readonly principal: Principal | null
  /** On what that rests. */
  readonly identity: Identity | null
  /** In a sentence, why it is nobody; null where the way to log in says enough. */
  readonly stranger: string | null
}

/** What is known of a request before its body is read. */
export interface Knock extends Pick<WebRequest, 'method' | 'path' | 'principal' | 'stranger'> {
  readonly headers: ActionHeaders
}

export interface WebAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

export interface WebOptions extends Listening {
  readonly host: string
  readonly port: number
  readonly basePath: string
  readonly answer: (request: WebRequest) => WebAnswer | Promise<WebAnswer>
  /** Before `identify`: what that needs and does not have at hand. Never rejects. */
  readonly recall: (headers: IncomingHttpHeaders) => Promise<void>
  /** Who sends a request; null for nobody the hub knows. */
  readonly identify: (asking: Asking, path: string) => Identity | null
  /** Why it does not, in a sentence; null where the way to log in says enough. */
  readonly whyUnknown: (asking: Asking) => string | null
  /** Who holds the other end of a connection. */
  readonly peerOf: (socket: Socket) => Peer
  /** The answer to a request that is not let on; null when it is. */
  readonly refuse: (knock: Knock) => WebAnswer | null
  /** Told of every request that changes something, and how it ended. */
  readonly onAction: (action: Action) => void
  /** An upgrade of the socket's path; every other is destroyed. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** A fault of ours while answering. */
  readonly onFault: (error: unknown) => void
  readonly after: (ms: number, run: () => void) => () => void
  /** Told what no screen shows. */
  readonly log: (sentence: string) => void
}

export interface Web {
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

const limits = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 5_000,
  maxHeaderSize: 8_192,
}

/** Rejects with a sentence when the port cannot be had, or a certificate cannot be used. */
export async function startWeb(options: WebOptions): Promise<Web> {
  const { server, listen, stop } = await makeServer({
    ...options,
    limits,
    answer: (request, response) => respond(options, request, response),
  })
  server.maxHeadersCount = 64
  server.maxConnections = 3_000
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    const path = parsePath(request.url ?? '', options.basePath)?.path
    if (path !== socketPath && path !== `${socketPath}/`) return void socket.destroy()
    void options.recall(request.headers).then(() => socket.destroyed || options.upgrade(request, socket, head))
  })
  server.on('clientError', (_error, socket) => socket.destroy())
  await listen().catch((error: unknown) => {
    stop()
    throw error
  })
  const address = server.address() as AddressInfo | string
  return {
    url: typeof address === 'string' ? `unix:${address}` : addressOf(options, address.port),
    port: typeof address === 'string' ? 0 : address.port,
    close: () =>
      new Promise((resolve) => {
        stop()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function addressOf({ host, tls, basePath }: WebOptions, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `${tls === null ? 'http' : 'https'}://${name}:${port}${basePath}/`
}

/** On every answer, errors too; an answer's own headers win, and an empty one takes it away. */
const everywhere: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'permissions-policy':
    'accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), storage-access=(), usb=(), xr-spatial-tracking=(), fullscreen=(self), clipboard-write=(self)',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'x-robots-tag': 'noindex, nofollow, noarchive',
}

const refuse = (status: number, error: string, headers: Readonly<Record<string, string>> = {}): WebAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: `${JSON.stringify({ error })}\n`,
})

/** What may be begun lies below this; everything else is only read. */
const actionsPath = '/api/v1/'

async function respond(options: WebOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = await decide(options, request)
  if (response.destroyed) return
  const body = Buffer.from(answer.body)
  response.writeHead(answer.status, {
    ...withoutEmpty({ ...everywhere, ...lastingTls(options, request), ...answer.headers }),
    ...(isBodiless(answer) ? {} : { 'content-length': String(body.length) }),
    // Whoever sends a body that nobody reads is not kept.
    ...(hasBody(request) && !request.readableEnded ? { connection: 'close' } : {}),
  })
  response.end(request.method === 'HEAD' || isBodiless(answer) ? undefined : body)
}

/** Where TLS is ours; never for a name that is everybody's own machine, of which all ports would be bound by it. */
const lastingTls = ({ tls }: WebOptions, { headers }: IncomingMessage): Readonly<Record<string, string>> =>
  tls === null || isNobodysName(nameOf(headers.host) ?? 'localhost')
    ? {}
    : { 'strict-transport-security': 'max-age=31536000' }

const withoutEmpty = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''))

/** By HTTP's own rule neither body nor length. */
const isBodiless = ({ status }: WebAnswer): boolean => status === 204 || status === 304

const hasBody = ({ headers }: IncomingMessage): boolean =>
  'transfer-encoding' in headers || Number(headers['content-length'] ?? 0) > 0

const methods: Readonly<Record<string, WebRequest['method']>> = {
  GET: 'GET',
  HEAD: 'GET',
  POST: 'POST',
  DELETE: 'DELETE',
}

async function decide(options: WebOptions, request: IncomingMessage): Promise<WebAnswer> {
  const method = Object.hasOwn(methods, request.method ?? '') ? methods[request.method!]! : null
  const target = method === null ? null : parsePath(request.url ?? '', options.basePath)
  if (method !== null && target === null) return refuse(400, 'The address is not one this hub understands.')
  const isAction = method !== null && method !== 'GET'
  if (method === null || (isAction && !target?.path?.startsWith(actionsPath)))
    return refuse(405, `${request.method} is not possible here; only GET and HEAD are.`, { allow: 'GET, HEAD' })
  const path = target!.path
  if (path === null) return refuse(404, `Fairlead is at ${options.basePath}/ on this port.`)
  const header = (name: string) => String(request.headers[name] ?? '')
  await options.recall(request.headers)
  const asking = { headers: request.headers, peer: options.peerOf(request.socket) }
  const by = asking.peer.address
  const identity = options.identify(asking, path)
  const principal = identity?.principal ?? null
  const stranger = identity === null ? options.whyUnknown(asking) : null
  const ended = (answer: WebAnswer, body: unknown): WebAnswer => {
    if (isAction) options.onAction({ principal, by, method, path, body, status: answer.status })
    return answer
  }
  const refused = options.refuse({ method, path, principal, stranger, headers: headersOf(request) })
  if (refused !== null) return ended(refused, undefined)
  // Nothing of a body is read before it is sure that something may be begun.
  const body = isAction ? await readJsonBody(request) : ({ ok: true, value: undefined } as const)
  if (!body.ok) return ended(refuse(body.status, body.error), undefined)
  try {
    const answer = await options.answer({
      method,
      path,
      query: target!.query,
      accept: header('accept'),
      acceptEncoding: header('accept-encoding'),
      ifNoneMatch: header('if-none-match'),
      body: body.value,
      origin: header('origin'),
      cookie: header('cookie'),
      isSecure: options.tls !== null || !isNobodysName(nameOf(request.headers.host) ?? 'localhost'),
      principal,
      identity,
      stranger,
      by,
    })
    return ended(answer, body.value)
  } catch (error) {
    options.onFault(error)
    return ended(refuse(500, 'The hub could not work out the answer; its log says why.'), body.value)
  }
}

const headersOf = (request: IncomingMessage): ActionHeaders => ({
  origin: request.headers.origin,
  host: request.headers.host,
  site: request.headers['sec-fetch-site']?.toString(),
  contentType: request.headers['content-type'],
  hasBody: hasBody(request),
  isPost: request.method === 'POST',
})

/**
 * The path below the base path, decoded once; `path` is null outside of it. Null for whatever is no
 * plain path: absolute forms, doubled slashes, dot segments, encoded slashes, control characters.
 */
export function parsePath(
  target: string,
  basePath: string,
): { readonly path: string | null; readonly query: URLSearchParams } | null {
  const [raw = '', search = ''] = target.split(/\?(.*)/s, 2)
  if (!raw.startsWith('/') || raw.includes('//') || /%2f|%5c|\\|%00|#/i.test(raw)) return null
  let decoded: string
  try {
    decoded = decodeURIComponent(raw)
  } catch {
    return null
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
  if (/[\u0000-\u001f\u007f]/.test(decoded) || decoded.split('/').some((part) => part === '.' || part === '..'))
    return null
  const query = new URLSearchParams(search)
  if (basePath === '') return { path: decoded, query }
  if (decoded === basePath) return { path: '/', query }
  return { path: decoded.startsWith(`${basePath}/`) ? decoded.slice(basePath.length) : null, query }
}
