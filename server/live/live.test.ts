import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { io, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Cluster, emptyCluster } from '#model/cluster.ts'
import { apply, type Delta } from '#model/diff.ts'
import { makeSees } from '#model/embed/views.ts'
import { crowdCluster } from '#model/fixtures/crowd.ts'
import { shopCluster } from '#model/fixtures/shop.ts'
import { makeServiceId } from '#model/ids.ts'
import { project } from '#model/project/index.ts'
import {
  type ClientToServer,
  makeHello,
  makeLook,
  type ServerToClient,
  socketPath,
  type WireFrame,
} from '#model/protocol.ts'
import { anyFlow, makeScopeKey, overview, type Scope } from '#model/scope.ts'
import { serviceThing } from '#model/thing.ts'
import { type Admission, type Live, type LiveOptions, startLive } from './live.ts'

let server: Server
let live: Live
let port: number
let looked: string[][] = []
const clients: Socket<ServerToClient, ClientToServer>[] = []

const cluster = (at: number): Cluster => ({ ...emptyCluster, at, name: `cluster ${at}` })
const timing = {
  now: () => performance.now(),
  after: (ms: number, run: () => void) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
const anybody: Admission = {
  who: { login: 'demo', name: '', roles: ['view'] },
  namespaces: null,
  sees: () => true,
  session: null,
  isStill: () => true,
}
const until = (check: () => void) => vi.waitFor(check, { timeout: 60_000, interval: 10 })

async function open(over: Partial<LiveOptions> = {}): Promise<void> {
  live = startLive({
    epoch: 'e',
    hubVersion: '1',
    admit: () => anybody,
    admitBearer: () => null,
    maxSockets: 3,
    maxSocketsOfOne: 2,
    recheckMs: 50,
    doneWithinMs: 200,
    helloWithinMs: 300,
    stalledMs: 100,
    timing,
    onScopes: () => looked.push(live.looked().map(({ scope }) => makeScopeKey(scope))),
    ...over,
  })
  looked = []
  server = createServer()
  server.on('upgrade', live.upgrade)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
}

async function close(): Promise<void> {
  for (const client of clients.splice(0)) client.close()
  await live.close()
  server.close()
  server.closeAllConnections()
}

beforeEach(() => open())
afterEach(close)

function connect(options: object = {}): Socket<ServerToClient, ClientToServer> {
  const client: Socket<ServerToClient, ClientToServer> = io(`http://127.0.0.1:${port}`, {
    path: socketPath,
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    ...options,
  })
  clients.push(client)
  return client
}

/** Says hello, looks, and keeps the frames; `done` is called only when `ready` says so. */
function browse(ready: () => boolean = () => true, scopes: readonly Scope[] = [overview]) {
  const frames: (Omit<WireFrame, 'delta'> & { readonly delta: Delta; readonly packed: boolean })[] = []
  const held: (() => void)[] = []
  const client = connect()
  client.on('frame', ({ delta, ...frame }, done) => {
    const packed = delta instanceof Uint8Array
    frames.push({ ...frame, packed, delta: packed ? JSON.parse(gunzipSync(delta).toString()) : (delta as Delta) })
    if (ready()) done()
    else held.push(done)
  })
  const look = (wanted: readonly Scope[]) => client.emit('look', makeLook(wanted), () => {})
  client.emit('hello', makeHello(), () => {})
  look(scopes)
  return { client, frames, held, look }
}

describe('frames', () => {
  it('start from nothing and go on from what was sent', async () => {
    live.publish(cluster(1))
    const { frames } = browse()
    await until(() => expect(frames).toHaveLength(1))
    live.publish(cluster(2))
    await until(() => expect(frames).toHaveLength(2))
    expect(frames.map(({ from, to, delta }) => [from, to, delta.name])).toEqual([
      [0, 1, 'cluster 1'],
      [1, 2, 'cluster 2'],
    ])
  })

  it('are one in flight: what happened meanwhile comes as one', async () => {
    live.publish(cluster(1))
    const { frames, held } = browse(() => frames.length > 1)
    await until(() => expect(frames).toHaveLength(1))
    for (let at = 2; at <= 9; at++) live.publish(cluster(at))
    held[0]!()
    await until(() => expect(frames).toHaveLength(2))
    expect(frames[1]).toMatchObject({ from: 1, to: 9 })
  })

  it('are not sent when they would say nothing', async () => {
    live.publish(cluster(1))
    const { frames } = browse()
    await until(() => expect(frames).toHaveLength(1))
    live.publish({ ...cluster(1), at: 5 })
    live.publish(cluster(2))
    await until(() => expect(frames).toHaveLength(2))
    expect(frames[1]).toMatchObject({ from: 1, to: 2 })
  })

  it('start anew after another hello', async () => {
    live.publish(cluster(1))
    const { client, frames, look } = browse()
    await until(() => expect(frames).toHaveLength(1))
    client.emit('hello', makeHello(), () => {})
    look([overview])
    await until(() => expect(frames.map(({ from }) => from)).toEqual([0, 0]))
  })

  it('a browser that takes none is let go', async () => {
    live.publish(cluster(1))
    const { client } = browse(() => false)
    await until(() => expect(client.connected).toBe(true))
    await until(() => expect(client.connected).toBe(false))
    expect(live.sockets()).toBe(0)
  })
})

describe('who looks', () => {
  it('is nobody without a login', async () => {
    await close()
    await open({ admit: () => null })
    const errors: string[] = []
    connect().on('connect_error', ({ message }) => errors.push(message))
    await until(() => expect(errors).toHaveLength(1))
    expect(live.sockets()).toBe(0)
  })

  it.each([
    ['within the time between two looks', 0],
    ['at once when it is told', 60_000],
  ])('is let go when the login ends: %s', async (_name, recheckMs) => {
    await close()
    let isOn = true
    await open({ admit: () => ({ ...anybody, isStill: () => isOn }), ...(recheckMs > 0 ? { recheckMs } : {}) })
    live.publish(cluster(1))
    const { client, frames } = browse()
    await until(() => expect(frames).toHaveLength(1))
    isOn = false
    if (recheckMs > 0) live.recheck()
    await until(() => expect(client.connected).toBe(false))
    for (let at = 2; at <= 9; at++) live.publish(cluster(at))
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(frames).toHaveLength(1)
    expect(live.looked()).toEqual([])
  })

  it('may open so many sockets by one login', async () => {
    await close()
    await open({ admit: () => ({ ...anybody, session: 'a' }) })
    const clients = [connect(), connect()]
    await until(() => expect(clients.every(({ connected }) => connected)).toBe(true))
    const errors: string[] = []
    connect().on('connect_error', ({ message }) => errors.push(message))
    await until(() => expect(errors).toHaveLength(1))
  })

  it('gets another frame than who may see more', async () => {
    const shop = shopCluster()
    await close()
    let namespaces: readonly string[] | null = null
    await open({ admit: () => ({ ...anybody, namespaces }) })
    live.publish(shop)
    const whole = browse()
    await until(() => expect(whole.frames).toHaveLength(1))
    namespaces = ['payments']
    const part = browse()
    await until(() => expect(part.frames).toHaveLength(1))
    expect(JSON.stringify(part.frames)).toContain('payments/ledger')
    expect(JSON.stringify(part.frames)).not.toContain('shop/')
    expect(JSON.stringify(whole.frames)).toContain('shop/')
    expect(live.looked()).toEqual([
      { scope: overview, namespaces: null },
      { scope: overview, namespaces: ['payments'] },
    ])
  })
})

describe('scopes', () => {
  const shop = shopCluster()
  const [service] = shop.services.keys()
  const thing: Scope = { is: 'thing', thing: serviceThing(service!) }
  const put = (frames: ReturnType<typeof browse>['frames'], scope: Scope) =>
    frames
      .filter((frame) => frame.scope === makeScopeKey(scope))
      .reduce((made, { delta }) => apply(made, delta), emptyCluster)

  it('are streams of their own, each of its projection; a large frame is packed', async () => {
    live.publish(shop)
    const { frames } = browse(() => true, [overview, thing])
    await until(() => expect(frames).toHaveLength(2))
    for (const scope of [overview, thing]) expect(put(frames, scope)).toEqual(project(shop, scope))
    expect(frames.map(({ packed }) => packed)).toContain(true)
  })

  it('one that stands still does not wait for another', async () => {
    live.publish(shop)
    const { frames, held } = browse(() => frames.at(-1)?.scope !== 'overview', [overview, thing])
    await until(() => expect(frames).toHaveLength(2))
    const [name, load] = [...shop.load].find(([, { rates }]) => rates !== null)!
    const at = load.at + 1_000
    live.publish({
      ...shop,
      at: shop.at + 1_000,
      name: 'renamed',
      load: new Map([...shop.load, [name, { ...load, at }]]),
    })
    await until(() => expect(frames).toHaveLength(3))
    expect(frames[2]?.scope).toBe(makeScopeKey(thing))
    held[0]!()
    await until(() => expect(put(frames, overview).name).toBe('renamed'))
  })

  it('end when nobody looks, and are told to whoever wants to know', async () => {
    live.publish(shop)
    const first = browse(() => true, [thing])
    await until(() => expect(first.frames).toHaveLength(1))
    const second = browse(() => true, [overview])
    await until(() => expect(second.frames).toHaveLength(1))
    first.look([])
    await until(() => expect(live.looked()).toEqual([{ scope: overview, namespaces: null }]))
    live.publish({ ...shop, name: 'renamed' })
    await until(() => expect(second.frames).toHaveLength(2))
    expect(first.frames).toHaveLength(1)
    second.client.close()
    await until(() => expect(looked.at(-1)).toEqual([]))
    expect(looked).toContainEqual([makeScopeKey(thing), 'overview'])
  })

  it('a crowd that joins is sent one large frame, and then what happened since', async () => {
    const crowd = crowdCluster({ nodes: 60, services: 60, namespaces: 3, podsEach: 3 })
    live.publish(crowd)
    const first = browse()
    await until(() => expect(first.frames).toHaveLength(1))
    const later = { ...crowd, at: crowd.at + 600, name: 'renamed' }
    setTimeout(() => live.publish(later), 520)
    await until(() => expect(first.frames).toHaveLength(2))
    const second = browse()
    await until(() => expect(second.frames).toHaveLength(2))
    expect(second.frames.map(({ from, to, packed }) => [from, to, packed])).toEqual([
      [0, 1, true],
      [1, 2, false],
    ])
    expect(put(second.frames, overview)).toEqual(project(later, overview))
  })
})

describe('a browser that stalls', () => {
  it('is let go before its time when much lies ready for it, and nobody else waits', async () => {
    await close()
    await open({ doneWithinMs: 60_000 })
    const frozen = connect()
    frozen.emit('hello', makeHello(), () => stopReading(frozen))
    frozen.emit('look', makeLook([overview]), () => {})
    await until(() => expect(live.looked()).toHaveLength(1))
    const other = browse(() => true, [{ is: 'flows', filter: anyFlow }])
    const [service] = shopCluster().services.values()
    const large = { ...service!, externalName: randomBytes(12 << 20).toString('base64') }
    live.publish({ ...cluster(1), services: new Map([[large.id, large]]) })
    await until(() => expect(other.frames).toHaveLength(1))
    await until(() => expect(live.sockets()).toBe(1))
    live.publish(cluster(2))
    await until(() => expect(other.frames.at(-1)?.delta.name).toBe('cluster 2'))
  })
})

/** As a browser does whose machine sleeps: the connection is there and nothing is taken from it. */
function stopReading(client: Socket): void {
  const { transport } = client.io.engine as unknown as {
    readonly transport: { readonly ws: { readonly _socket: { pause(): void } } }
  }
  transport.ws._socket.pause()
}

describe('limits', () => {
  it('whoever looks elsewhere in a hail is refused and let go', async () => {
    const { client } = browse()
    const answers: string[] = []
    for (let turn = 0; turn < 30; turn++) client.emit('look', makeLook([]), ({ is }) => void answers.push(is))
    await until(() => expect(answers).toContain('refusal'))
    expect(answers.indexOf('refusal')).toBeGreaterThanOrEqual(10)
    expect(answers.indexOf('refusal')).toBeLessThanOrEqual(25)
    await until(() => expect(client.connected).toBe(false))
  })

  it('a scope nobody knows is refused', async () => {
    const { client } = browse()
    const answers: unknown[] = []
    client.emit('look', { scopes: [{ is: 'all' }] } as never, (answer) => void answers.push(answer))
    await until(() => expect(answers).toEqual([{ is: 'refusal', why: 'malformed' }]))
    await until(() => expect(client.connected).toBe(false))
  })

  it.each<[string, unknown]>([
    ['another version', { version: 99 }],
    ['no hello', { hello: 'there' }],
  ])('%s is refused', async (_name, ask) => {
    const client = connect()
    const answers: unknown[] = []
    client.emit('hello', ask as never, (answer) => void answers.push(answer))
    await until(() => expect(answers).toMatchObject([{ is: 'refusal' }]))
  })

  it('whoever says anything else, or nothing, is let go', async () => {
    const left: string[] = []
    const rude: Socket = connect() as unknown as Socket
    rude.emit('look', {})
    rude.on('disconnect', () => void left.push('rude'))
    connect().on('disconnect', () => void left.push('silent'))
    await until(() => expect(left).toEqual(['rude', 'silent']))
  })

  it('a message of more than 16 KiB ends the connection', async () => {
    const { client } = browse()
    await until(() => expect(client.connected).toBe(true))
    client.emit('hello', { version: 1, more: 'x'.repeat(20_000) } as never, () => {})
    await until(() => expect(client.connected).toBe(false))
  })

  it('polling is not spoken', async () => {
    const client = connect({ transports: ['polling'] })
    const errors: Error[] = []
    client.on('connect_error', (error) => void errors.push(error))
    server.on('request', (_request, response) => response.writeHead(404).end())
    await until(() => expect(errors).not.toHaveLength(0))
  })

  it('the fourth of three sockets is told to come back later', async () => {
    for (let i = 0; i < 3; i++) browse()
    await until(() => expect(clients.every((client) => client.connected)).toBe(true))
    const errors: unknown[] = []
    connect().on('connect_error', (error) => void errors.push(error))
    await until(() => expect(errors).toHaveLength(1))
  })
})

describe('a page that shows who it is after it connected', () => {
  const embedded: Admission = { ...anybody, who: { login: 'embed', name: '', roles: ['view'] }, session: 'embed:1' }
  const reopen = async (admit: LiveOptions['admit']) => {
    await close()
    await open({ admit, admitBearer: (bearer) => (bearer === 'good' ? embedded : null) })
  }
  const outcome = (auth: object) =>
    new Promise<string>((resolve) => {
      const client = connect({ auth })
      client.on('connect', () =>
        client.emit('hello', makeHello(), (answer) => resolve(answer.is === 'welcome' ? answer.who.login : 'refused')),
      )
      client.on('connect_error', ({ message }) => resolve(message))
    })

  it('is let in by what it shows, and by nothing else', async () => {
    await reopen(() => 'later')
    expect(await outcome({ bearer: 'good' })).toBe('embed')
    for (const auth of [{}, { bearer: 'bad' }, { bearer: null }, { bearer: ['good'] }, { bearer: { good: 1 } }])
      expect(await outcome(auth)).toBe('refused')
  })

  it('is sent what its views look at, and of anything else nothing', async () => {
    await close()
    const sees = makeSees(['topology'])
    await open({ admit: () => ({ ...embedded, sees }) })
    live.publish(shopCluster())
    const mine: readonly Scope[] = [overview, { is: 'thing', thing: serviceThing(makeServiceId('shop', 'web')) }]
    const others: readonly Scope[] = [
      { is: 'flows', filter: anyFlow },
      { is: 'thing', thing: 'node:znode1' as never },
    ]
    const { frames, look } = browse(undefined, [...mine, ...others])
    await until(() => expect(frames).toHaveLength(2))
    look(others)
    await until(() => expect(live.looked()).toEqual([]))
    look(mine)
    await until(() => expect(frames).toHaveLength(4))
    expect(new Set(frames.map(({ scope }) => scope))).toEqual(new Set(mine.map(makeScopeKey)))
  })

  it('is no more than what it shows, whatever its request would be let in as', async () => {
    await reopen(() => anybody)
    expect(await outcome({ bearer: 'good' })).toBe('embed')
    expect(await outcome({ bearer: 'bad' })).toBe('refused')
    expect(await outcome({})).toBe('demo')
  })
})
