/**
 * The socket to browsers: WebSocket only, opened by our own upgrade handler after origin and login
 * were checked, small inbound limits, one frame in flight for each scope. A browser may say hello, and
 * what it looks at. Whose login has ended is let go.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type Socket as AnySocket, Server } from 'socket.io'
import { makeBucket } from '#model/bucket.ts'
import type { Cluster } from '#model/cluster.ts'
import {
  type ClientToServer,
  makeLooked,
  makeNotice,
  makeRefusal,
  makeWelcome,
  parseHello,
  parseLook,
  protocolVersion,
  type ServerToClient,
  socketPath,
  type Who,
  type WireFrame,
} from '#model/protocol.ts'
import type { Scope } from '#model/scope.ts'
import { makeAdmission } from './admission.ts'
import { makeBrowser } from './browser.ts'
import { type Looked, makeChannels } from './channels.ts'
import type { Timing } from './timing.ts'
import * as wire from './wire.ts'

export interface LiveOptions {
  /** Names this run of the hub. */
  readonly epoch: string
  readonly hubVersion: string
  /** Whom a request to open the socket lets in; null for nobody. */
  readonly admit: (request: IncomingMessage) => Admission | 'later' | null
  /** Whom the `bearer` of the handshake lets in; null for nobody. Asked where there is one. */
  readonly admitBearer: (bearer: unknown) => Admission | null
  readonly maxSockets: number
  /** Of one login. */
  readonly maxSocketsOfOne: number
  /** How often it is asked whether a login goes on. */
  readonly recheckMs: number
  /** A browser that does not say `done` for so long is let go; it will come back. */
  readonly doneWithinMs: number
  /** A browser that connected and says no hello within this is let go. */
  readonly helloWithinMs: number
  /** A browser that does not take what lies ready for it, and for so long, is let go before. */
  readonly stalledMs: number
  readonly timing: Timing
  /** Somebody looks at something nobody looked at before, or nobody any more. */
  readonly onScopes: () => void
}

/** Who looks, for as long as they may. */
export interface Admission {
  readonly who: Who
  /** What they may see; null for all. */
  readonly namespaces: readonly string[] | null
  /** Which scopes they may look at; of others nothing is ever sent. */
  readonly sees: (scope: Scope) => boolean
  /** Names the login it rests on; null for none. */
  readonly session: string | null
  readonly isStill: () => boolean
}

export const usualLiveLimits = {
  maxSockets: 2_000,
  maxSocketsOfOne: 20,
  recheckMs: 5_000,
  doneWithinMs: 30_000,
  helloWithinMs: 5_000,
  stalledMs: 10_000,
}

export interface Live {
  /** Takes a WebSocket upgrade of the socket's path. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  publish(cluster: Cluster): void
  /** What browsers look at now. */
  looked(): readonly Looked[]
  /** Lets go of everybody whose login has ended. */
  recheck(): void
  sockets(): number
  /** Tells every browser that we go, then lets go of them. */
  close(): Promise<void>
}

type Socket = AnySocket<ClientToServer, ServerToClient>

/** Streams that begin in one turn of the event loop. */
const admittedAtOnce = 25

/** Hellos one socket may say: after each it is sent everything again. */
const mostHellos = 20
/** How often one socket may look elsewhere: so many a second, and so many at once. */
const looksPerSecond = 10
const looksAtOnce = 20
/** Bytes that may lie ready for a browser that has been silent for `stalledMs`. */
const mostWaiting = 512 << 10

export function startLive(options: LiveOptions): Live {
  const channels = makeChannels(options.timing, options.onScopes)
  const admissions = new WeakMap<IncomingMessage, Admission>()
  const guests = new Map<Socket, Admission>()
  const letIn = (request: IncomingMessage): boolean => {
    const admission = options.admit(request)
    if (admission === null || admission === 'later') return admission === 'later'
    admissions.set(request, admission)
    return hasRoom(admission)
  }
  const hasRoom = ({ session }: Admission): boolean =>
    session === null ||
    [...guests.values()].filter((guest) => guest.session === session).length < options.maxSocketsOfOne
  const recheck = () => {
    for (const [socket, { isStill }] of guests) if (!isStill()) cutOff(socket)
  }
  const keepChecking = (): (() => void) =>
    options.timing.after(options.recheckMs, () => {
      recheck()
      stopChecking = keepChecking()
    })
  let stopChecking = keepChecking()
  const admit = makeAdmission(admittedAtOnce, (next) => setImmediate(next))
  // Never listens: engine.io is handed only those upgrades our own handler lets through.
  const io = new Server<ClientToServer, ServerToClient>(createServer(), {
    path: socketPath,
    transports: ['websocket'],
    allowUpgrades: false,
    allowRequest: (request, decide) => decide(null, letIn(request)),
    parser: wire,
    maxHttpBufferSize: 16_384,
    perMessageDeflate: false,
    httpCompression: false,
    connectTimeout: 5_000,
    pingInterval: 25_000,
    pingTimeout: 20_000,
    serveClient: false,
    allowEIO3: false,
    cookie: false,
  })
  limitFragments(io.engine)
  io.use((socket, next) => {
    const { bearer } = socket.handshake.auth
    if (bearer !== undefined) {
      const admission = options.admitBearer(bearer)
      if (admission === null || !hasRoom(admission)) return next(new Error('refused'))
      admissions.set(socket.request, admission)
    }
    next(admissions.has(socket.request) ? undefined : new Error('refused'))
  })
  io.on('connection', welcome)

  function welcome(socket: Socket): void {
    const letGo = () => void socket.disconnect(true)
    const admission = admissions.get(socket.request)
    if (admission === undefined) {
      letGo()
      return
    }
    guests.set(socket, admission)
    const browser = makeBrowser({
      epoch: options.epoch,
      channels,
      namespaces: admission.namespaces,
      admit,
      send: (frame, done) => sendFrame(socket, frame, done),
      giveUp: () => cutOff(socket),
    })
    const looks = makeBucket(looksAtOnce, looksPerSecond * 60, options.timing.now)
    const patience = setTimeout(letGo, options.helloWithinMs)
    socket.on('disconnect', () => {
      clearTimeout(patience)
      guests.delete(socket)
      browser.end()
    })
    // What is no packet closes the connection; socket.io also wants somebody to hear of it.
    socket.on('error', () => clearTimeout(patience))
    let hellos = 0
    let isWelcome = false
    socket.use(([event, ask, reply], next) => {
      if (typeof reply === 'function') {
        if (event === 'hello' && parseHello(ask) !== null) return next()
        if (event === 'look' && parseLook(ask) !== null) return next()
      }
      // Answer what asks to be answered, then leave: nothing else is ever said here.
      const last = [ask, reply].find((argument) => typeof argument === 'function')
      last?.(makeRefusal('malformed'))
      letGo()
    })
    socket.on('hello', (ask, reply) => {
      clearTimeout(patience)
      if (ask.version !== protocolVersion) return reply(makeRefusal('version'))
      if (++hellos > mostHellos) {
        reply(makeRefusal('busy'))
        return letGo()
      }
      isWelcome = true
      reply(makeWelcome(options.epoch, options.hubVersion, admission.who))
      browser.begin()
    })
    socket.on('look', (ask, reply) => {
      if (!isWelcome || looks.take(1) > 0) {
        reply(makeRefusal(isWelcome ? 'busy' : 'malformed'))
        return letGo()
      }
      reply(makeLooked())
      browser.look(ask.scopes.filter(admission.sees))
    })
  }

  function sendFrame(socket: Socket, frame: WireFrame, done: (inTime: boolean) => void): void {
    const stalled = setTimeout(() => {
      if ((lineOf(socket)?.bufferedAmount ?? 0) > mostWaiting) cutOff(socket)
    }, options.stalledMs)
    socket.timeout(options.doneWithinMs).emit('frame', frame, (error) => {
      clearTimeout(stalled)
      done(error === null)
    })
  }

  return {
    upgrade: (request, socket, head) => {
      if (io.engine.clientsCount >= options.maxSockets) {
        socket.end(
          'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
        )
        return
      }
      io.engine.handleUpgrade(request, socket, head)
    },
    publish: channels.publish,
    looked: channels.looked,
    recheck,
    sockets: () => io.engine.clientsCount,
    close: async () => {
      stopChecking()
      io.emit('notice', makeNotice('closing'))
      await io.close()
      channels.close()
    },
  }
}

/** The WebSocket below a socket, as far as we need it. */
interface Line {
  /** Bytes handed to it and not yet to the network. */
  readonly bufferedAmount: number
  terminate(): void
}

const lineOf = (socket: Socket): Line | undefined =>
  (socket.conn.transport as unknown as { readonly socket?: Line }).socket

/** For who takes nothing any more: a farewell would lie behind all it did not take, and wait with it. */
const cutOff = (socket: Socket): void => lineOf(socket)?.terminate()

/** engine.io hands only the payload limit on to ws; messages of thousands of one-byte fragments are cut here. */
function limitFragments(engine: unknown): void {
  const { ws } = engine as { readonly ws: { readonly options: Record<string, unknown> } }
  Object.assign(ws.options, { maxFragments: 64, maxBufferedChunks: 1_024 })
}
