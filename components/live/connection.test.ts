import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { snapshot } from '#model/diff.ts'
import { referenceCluster } from '#model/fixtures/clusters.ts'
import { makeFrame, makeLooked, makeNotice, makeRefusal, makeWelcome, type Who } from '#model/protocol.ts'
import { makeScopeKey, overview } from '#model/scope.ts'
import { connect } from './connection.ts'
import { makeLiveStore } from './store.ts'
import { makeTestTimer } from './testing.ts'

type Listener = (...values: never[]) => void

/** As much of a socket as a hub's side needs: what the page said, and a voice. */
function makeSocket() {
  const listeners = new Map<string, Listener>()
  const said: {
    readonly event: string
    readonly ask: unknown
    readonly reply: (error: unknown, answer?: unknown) => void
  }[] = []
  const on = (event: string, listener: Listener) => listeners.set(event, listener)
  const socket = {
    connected: false,
    on,
    io: { on: (event: string, listener: Listener) => on(`io ${event}`, listener) },
    connect: () => {
      socket.connected = true
      hear('connect')
    },
    disconnect: () => {
      socket.connected = false
    },
    timeout: () => ({
      emit: (event: string, ask: unknown, reply: (error: unknown, answer?: unknown) => void) =>
        said.push({ event, ask, reply }),
    }),
  }
  const hear = (event: string, ...values: unknown[]) => listeners.get(event)?.(...(values as never[]))
  const answer = (event: string, value: unknown) => {
    const last = said.findLast((each) => each.event === event)
    last?.reply(null, value)
    return last?.ask
  }
  return { socket, said, hear, answer }
}

const hub = vi.hoisted(() => ({ current: null as unknown }))
vi.mock('socket.io-client', () => ({ io: () => hub.current }))

const page = { addEventListener: vi.fn(), removeEventListener: vi.fn(), visibilityState: 'visible' }
const cluster = referenceCluster()
const frame = (epoch: string) => makeFrame(epoch, makeScopeKey(overview), 0, 1, snapshot(cluster))

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('document', page)
  vi.stubGlobal('window', page)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const who: Who = { login: 'token', name: '', roles: ['view'] }

async function open(user: object | null = { name: '', roles: ['view'] }) {
  const me = { mode: 'token', login: { token: true, oidc: false }, user }
  vi.stubGlobal('fetch', async () => ({ json: async () => me }))
  const made = makeSocket()
  hub.current = made.socket
  const store = makeLiveStore(Date.now, makeTestTimer().timer)
  store.look(overview)
  const leave = connect(store, '')
  await vi.advanceTimersByTimeAsync(0)
  return { ...made, store, leave }
}

describe('a connection', () => {
  it('says hello, then what is looked at, and takes frames with their credit', async () => {
    const { said, hear, answer, store } = await open()
    expect(said.map(({ event }) => event)).toEqual(['hello'])
    answer('hello', makeWelcome('e', '1', who))
    expect(answer('look', makeLooked())).toEqual({ scopes: [overview] })
    const done = vi.fn()
    hear('frame', JSON.parse(JSON.stringify(frame('e'))), done)
    expect(done).toHaveBeenCalledOnce()
    expect(store.cluster(overview)).toEqual(cluster)
  })

  it('hears whom the hub takes this page for', async () => {
    const { answer, store } = await open()
    expect(store.who()).toBeNull()
    answer('hello', makeWelcome('e', '1', who))
    expect(store.who()).toEqual(who)
  })

  it.each([
    ['login', { mode: 'token', login: { token: true, oidc: false }, user: null }],
    ['role', { mode: 'proxy', login: { token: false, oidc: false }, user: { name: 'x', roles: ['probe'] } }],
  ])('that is refused says why, and does not come back: %s', async (why, me) => {
    const { hear, said, store, socket } = await open()
    vi.stubGlobal('fetch', async () => ({ json: async () => me }))
    socket.connected = false
    const before = said.length
    hear('connect_error', new Error('websocket error'), vi.fn())
    await vi.advanceTimersByTimeAsync(60_000)
    expect(store.feed()).toEqual({ is: 'refused', why })
    expect(said).toHaveLength(before)
  })

  it('that fails while the hub is away comes back', async () => {
    const { hear, store, socket } = await open()
    vi.stubGlobal('fetch', async () => Promise.reject(new Error('no network')))
    socket.connected = false
    hear('connect_error', new Error('websocket error'), vi.fn())
    await vi.advanceTimersByTimeAsync(1)
    expect(store.feed().is).toBe('lost')
  })

  it('takes a packed frame, and gives the credit only when it is applied', async () => {
    const { hear, answer, store } = await open()
    answer('hello', makeWelcome('e', '1', who))
    vi.useRealTimers()
    const done = vi.fn(() => store.cluster(overview).at)
    const { delta, ...rest } = frame('e')
    hear('frame', { ...rest, delta: new Uint8Array(gzipSync(JSON.stringify(delta))) }, done)
    expect(done).not.toHaveBeenCalled()
    await expect.poll(() => done.mock.results).toEqual([{ type: 'return', value: cluster.at }])
  })

  it('says what else is looked at, and says it again after it came back', async () => {
    const { said, hear, answer, store } = await open()
    answer('hello', makeWelcome('e', '1', who))
    const node = { is: 'node', node: [...cluster.nodes.keys()][0]! } as const
    store.look(node)
    vi.advanceTimersByTime(1_000)
    expect(answer('look', makeLooked())).toEqual({ scopes: [overview, node] })
    hear('notice', makeNotice('closing'))
    expect(store.feed().is).toBe('lost')
    vi.advanceTimersByTime(20_000)
    answer('hello', makeWelcome('f', '1', who))
    expect(said.filter(({ event }) => event === 'look')).toHaveLength(3)
    expect(answer('look', makeLooked())).toEqual({ scopes: [overview, node] })
  })

  it('comes back when a frame does not follow, and when the hub is busy', async () => {
    const { hear, answer, store } = await open()
    answer('hello', makeWelcome('e', '1', who))
    const done = vi.fn()
    hear('frame', frame('other'), done)
    expect([store.feed().is, done.mock.calls.length]).toEqual(['lost', 0])
    vi.advanceTimersByTime(20_000)
    answer('hello', makeWelcome('e', '1', who))
    answer('look', makeRefusal('busy'))
    expect(store.feed().is).toBe('lost')
  })

  it('stays away from a hub of another version', async () => {
    const { said, answer, store } = await open()
    answer('hello', makeRefusal('version'))
    vi.advanceTimersByTime(60_000)
    expect(store.feed()).toEqual({ is: 'refused', why: 'version' })
    expect(said).toHaveLength(1)
  })

  it('asks for no socket where the hub does not know who looks', async () => {
    const { said, store, socket } = await open(null)
    await vi.advanceTimersByTimeAsync(60_000)
    expect([store.feed(), said.length, socket.connected]).toEqual([{ is: 'refused', why: 'login' }, 0, false])
  })

  it('takes nothing more once it ended', async () => {
    const { hear, answer, store, leave } = await open()
    answer('hello', makeWelcome('e', '1', who))
    leave()
    hear('frame', frame('e'), vi.fn())
    expect(store.cluster(overview).at).toBe(0)
  })
})
