/**
 * The socket to browsers: WebSocket only, opened by our own upgrade handler after the origin was
 * checked, small inbound limits, one frame in flight each. There is one event a browser may send.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type Socket as AnySocket, Server } from 'socket.io'
import type { Cluster } from '#model/cluster.ts'
import {
  type ClientToServer,
  makeNotice,
  makeRefusal,
  makeWelcome,
  parseHello,
  protocolVersion,
  type ServerToClient,
  socketPath,
} from '#model/protocol.ts'
import { makeAdmission } from './admission.ts'
import { makeBrowser } from './browser.ts'
import { makeFrames } from './frames.ts'
import { mayConnect } from './origin.ts'
import * as wire from './wire.ts'

export interface LiveOptions {
  /** Names this run of the hub. */
  readonly epoch: string
  readonly hubVersion: string
  readonly allowedOrigins: readonly string[]
  readonly maxSockets: number
  /** A browser that does not say `done` for so long is let go; it will come back. */
  readonly doneWithinMs: number
  /** A browser that connected and says no hello within this is let go. */
  readonly helloWithinMs: number
}

export const usualLiveLimits = { maxSockets: 2_000, doneWithinMs: 30_000, helloWithinMs: 5_000 }

export interface Live {
  /** Takes a WebSocket upgrade of the socket's path. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  publish(cluster: Cluster): void
  sockets(): number
  /** Tells every browser that we go, then lets go of them. */
  close(): Promise<void>
}

type Socket = AnySocket<ClientToServer, ServerToClient>

/** Browsers that are sent the whole cluster in one turn of the event loop. */
const admittedAtOnce = 25

/** Hellos one socket may say: each is answered with the whole cluster. */
const mostHellos = 20

export function startLive(options: LiveOptions): Live {
  const frames = makeFrames()
  const admit = makeAdmission(admittedAtOnce, (next) => setImmediate(next))
  // Never listens: engine.io is handed only those upgrades our own handler lets through.
  const io = new Server<ClientToServer, ServerToClient>(createServer(), {
    path: socketPath,
    transports: ['websocket'],
    allowUpgrades: false,
    allowRequest: (request, decide) => {
      const { origin, host } = request.headers
      decide(null, mayConnect({ origin, host }, options.allowedOrigins))
    },
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
  const pushes = new Map<Socket, () => void>()
  io.on('connection', (socket) => {
    const push = welcome(socket)
    pushes.set(socket, push)
    socket.on('disconnect', () => pushes.delete(socket))
  })

  function welcome(socket: Socket): () => void {
    const browser = makeBrowser({
      epoch: options.epoch,
      frames,
      send: (frame, done) => {
        socket.timeout(options.doneWithinMs).emit('frame', frame, (error) => done(error === null))
      },
      giveUp: () => socket.disconnect(true),
    })
    const patience = setTimeout(() => socket.disconnect(true), options.helloWithinMs)
    socket.on('disconnect', () => clearTimeout(patience))
    // What is no packet closes the connection; socket.io also wants somebody to hear of it.
    socket.on('error', () => clearTimeout(patience))
    let hellos = 0
    socket.use(([event, ask, reply], next) => {
      if (event === 'hello' && typeof reply === 'function' && parseHello(ask) !== null) return next()
      // Answer what asks to be answered, then leave: nothing else is ever said here.
      const last = [ask, reply].find((argument) => typeof argument === 'function')
      last?.(makeRefusal('malformed'))
      socket.disconnect(true)
    })
    socket.on('hello', (ask, reply) => {
      clearTimeout(patience)
      if (ask.version !== protocolVersion) return reply(makeRefusal('version'))
      if (++hellos > mostHellos) {
        reply(makeRefusal('busy'))
        return void socket.disconnect(true)
      }
      reply(makeWelcome(options.epoch, options.hubVersion))
      admit(browser.begin)
    })
    return browser.push
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
    publish: (cluster) => {
      frames.publish(cluster)
      for (const push of pushes.values()) push()
    },
    sockets: () => io.engine.clientsCount,
    close: async () => {
      io.emit('notice', makeNotice('closing'))
      await io.close()
    },
  }
}

/** engine.io hands only the payload limit on to ws; messages of thousands of one-byte fragments are cut here. */
function limitFragments(engine: unknown): void {
  const { ws } = engine as { readonly ws: { readonly options: Record<string, unknown> } }
  Object.assign(ws.options, { maxFragments: 64, maxBufferedChunks: 1_024 })
}
