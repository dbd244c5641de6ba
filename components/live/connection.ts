/**
 * The socket to the hub: hello, frames with their credit, and coming back. Writes to the store and
 * nothing else; the only file of the browser that knows socket.io.
 */
import { io, type Socket } from 'socket.io-client'
import {
  type ClientToServer,
  makeHello,
  parseAnswer,
  parseFrame,
  parseNotice,
  type ServerToClient,
  socketPath,
} from '#model/protocol.ts'
import { retryDelayMs } from './retry.ts'
import type { WritableStore } from './store.ts'

/** The hub answers a hello within this time or is taken for dead, milliseconds. */
const helloDeadlineMs = 5_000
/** A page nobody looks at lets go of the hub after this time, milliseconds. */
const hiddenMs = 60_000
/**
 * The hub sends nothing while nothing changes, but its socket pings every 25 s. Without either for
 * this long what is shown is stale, milliseconds.
 */
const staleMs = 35_000

type HubSocket = Socket<ServerToClient, ClientToServer>

/** Connects and stays connected until the returned function is called. */
export function connect(store: WritableStore, base: string): () => void {
  const socket: HubSocket = io({
    path: `${base}${socketPath}`,
    transports: ['websocket'],
    reconnection: false,
    autoConnect: false,
    timeout: helloDeadlineMs,
  })
  let attempt = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  let staleness: ReturnType<typeof setTimeout> | undefined
  let hiding: ReturnType<typeof setTimeout> | undefined
  let ended = false

  const open = () => {
    clearTimeout(retry)
    if (!ended && !socket.connected) socket.connect()
  }
  const reopen = () => {
    clearTimeout(staleness)
    clearTimeout(retry)
    socket.disconnect()
    if (ended) return
    const delay = retryDelayMs(attempt++, Math.random())
    const feed = store.feed()
    const since = feed.is === 'lost' || feed.is === 'stale' ? feed.since : feed.is === 'live' ? feed.at : store.now()
    store.setFeed({ is: 'lost', since, retryAt: store.now() + delay })
    retry = setTimeout(open, delay)
  }
  const heard = () => {
    clearTimeout(staleness)
    const at = store.now()
    staleness = setTimeout(() => store.setFeed({ is: 'stale', since: at }), staleMs)
  }
  const refuse = (why: 'version' | 'malformed') => {
    ended = true
    socket.disconnect()
    store.setFeed({ is: 'refused', why })
  }

  socket.on('connect', () => {
    socket.timeout(helloDeadlineMs).emit('hello', makeHello(), (error: Error | null, reply?: unknown) => {
      const answer = error === null ? parseAnswer(reply) : null
      if (answer === null) return reopen()
      if (answer.is === 'welcome') return store.begin(answer.epoch)
      return answer.why === 'busy' ? reopen() : refuse(answer.why)
    })
  })
  socket.on('frame', (value, done) => {
    const frame = parseFrame(value)
    if (frame === null || !store.accept(frame)) return reopen()
    attempt = 0
    heard()
    done()
  })
  socket.io.on('ping', () => {
    if (store.feed().is !== 'live' && store.feed().is !== 'stale') return
    store.setFeed({ is: 'live', at: store.now() })
    heard()
  })
  socket.on('notice', (value) => {
    if (parseNotice(value)?.is === 'closing') reopen()
  })
  socket.on('connect_error', reopen)
  socket.on('disconnect', (reason) => {
    if (reason !== 'io client disconnect') reopen()
  })

  const look = () => {
    clearTimeout(hiding)
    if (document.visibilityState === 'visible') {
      attempt = 0
      open()
    } else {
      hiding = setTimeout(rest, hiddenMs)
    }
  }
  const rest = () => {
    clearTimeout(staleness)
    clearTimeout(retry)
    socket.disconnect()
    store.setFeed({ is: 'lost', since: store.cluster().at, retryAt: store.now() })
  }
  document.addEventListener('visibilitychange', look)
  window.addEventListener('online', look)
  open()

  return () => {
    ended = true
    document.removeEventListener('visibilitychange', look)
    window.removeEventListener('online', look)
    for (const handle of [retry, staleness, hiding]) clearTimeout(handle)
    socket.disconnect()
  }
}
