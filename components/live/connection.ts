/**
 * The socket to the hub: hello, what is looked at, frames with their credit, and coming back. Writes
 * to the store and nothing else; the only file of the browser that knows socket.io.
 */
import { io, type Socket } from 'socket.io-client'
import {
  type ClientToServer,
  makeHello,
  makeLook,
  parseAnswer,
  parseFrame,
  parseLookAnswer,
  parseNotice,
  type ServerToClient,
  socketPath,
} from '#model/protocol.ts'
import type { Refused } from './feed.ts'
import { makeLooker } from './looker.ts'
import { retryDelayMs } from './retry.ts'
import type { WritableStore } from './store.ts'
import { browserTimer } from './timer.ts'
import { makeInbox } from './unpack.ts'
import { askWhyRefused } from './who.ts'

/** The hub answers within this time or is taken for dead, milliseconds. */
const answerDeadlineMs = 5_000
/** A page nobody looks at lets go of the hub after this time, milliseconds. */
const hiddenMs = 60_000
/**
 * The hub sends nothing while nothing changes, but its socket pings every 25 s. Without either for
 * this long what is shown is stale, milliseconds.
 */
const staleMs = 35_000

type HubSocket = Socket<ServerToClient, ClientToServer>

/**
 * Connects and stays connected until the returned function is called. A socket is refused without a reason, so the hub is
 * asked before whom it takes this page for. `bearer`: what an embedded view shows instead of a login.
 */
export function connect(store: WritableStore, base: string, bearer?: () => string | null): () => void {
  const socket: HubSocket = io({
    path: `${base}${socketPath}`,
    transports: ['websocket'],
    reconnection: false,
    autoConnect: false,
    timeout: answerDeadlineMs,
    ...(bearer === undefined ? {} : { auth: (tell: (auth: object) => void) => tell({ bearer: bearer() }) }),
  })
  let attempt = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  let staleness: ReturnType<typeof setTimeout> | undefined
  let hiding: ReturnType<typeof setTimeout> | undefined
  let ended = false
  let isAsking = false

  const open = () => {
    clearTimeout(retry)
    if (ended || isAsking || socket.connected) return
    if (bearer !== undefined) return void socket.connect()
    isAsking = true
    void askWhyRefused(base).then((why) => {
      isAsking = false
      if (!ended) why === null ? socket.connect() : refuse(why)
    })
  }
  /** Frames still being unpacked when a connection ends belong to nobody. */
  let inbox: ReturnType<typeof makeInbox> = () => undefined
  const letGo = () => {
    looker.stop()
    inbox = () => undefined
    socket.disconnect()
  }
  const reopen = () => {
    clearTimeout(staleness)
    clearTimeout(retry)
    letGo()
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
  const refuse = (why: Refused) => {
    ended = true
    letGo()
    store.setFeed({ is: 'refused', why })
  }
  const looker = makeLooker(() => {
    const scopes = store.wanted()
    store.told(scopes)
    const mine = inbox
    socket.timeout(answerDeadlineMs).emit('look', makeLook(scopes), (error: Error | null, reply?: unknown) => {
      if (mine !== inbox) return
      const answer = error === null ? parseLookAnswer(reply) : null
      if (answer === null) reopen()
      else if (answer.is === 'refusal') answer.why === 'busy' ? reopen() : refuse(answer.why)
    })
  }, browserTimer)
  const undoWanted = store.subscribeWanted(looker.changed)
  const openInbox = () => {
    const mine = makeInbox((value, done) => {
      if (mine !== inbox) return
      const frame = parseFrame(value)
      if (frame === null || !store.accept(frame)) return reopen()
      attempt = 0
      heard()
      done()
    })
    return mine
  }

  socket.on('connect', () => {
    socket.timeout(answerDeadlineMs).emit('hello', makeHello(), (error: Error | null, reply?: unknown) => {
      const answer = error === null ? parseAnswer(reply) : null
      if (answer === null) return reopen()
      if (answer.is === 'welcome') {
        inbox = openInbox()
        store.begin(answer.epoch, answer.who)
        return looker.start()
      }
      return answer.why === 'busy' ? reopen() : refuse(answer.why)
    })
  })
  socket.on('frame', (value, done) => inbox(value, done))
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
    letGo()
    store.setFeed({ is: 'lost', since: store.newest().at, retryAt: store.now() })
  }
  document.addEventListener('visibilitychange', look)
  window.addEventListener('online', look)
  open()

  return () => {
    ended = true
    document.removeEventListener('visibilitychange', look)
    window.removeEventListener('online', look)
    for (const handle of [retry, staleness, hiding]) clearTimeout(handle)
    undoWanted()
    letGo()
  }
}
