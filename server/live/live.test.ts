import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Cluster, emptyCluster } from '#model/cluster.ts'
import { type ClientToServer, type Frame, makeHello, type ServerToClient, socketPath } from '#model/protocol.ts'
import { type Live, startLive } from './live.ts'
import { mayConnect } from './origin.ts'

let server: Server
let live: Live
let port: number
const clients: Socket<ServerToClient, ClientToServer>[] = []

const cluster = (at: number): Cluster => ({ ...emptyCluster, at, name: `cluster ${at}` })
const until = (check: () => void) => vi.waitFor(check, { timeout: 3_000, interval: 10 })

beforeEach(async () => {
  live = startLive({
    epoch: 'e',
    hubVersion: '1',
    allowedOrigins: [],
    maxSockets: 3,
    doneWithinMs: 200,
    helloWithinMs: 300,
  })
  server = createServer()
  server.on('upgrade', live.upgrade)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  await live.close()
  server.close()
  server.closeAllConnections()
})

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

/** Says hello and keeps the frames; `done` is called only when `ready` says so. */
function browse(ready: () => boolean = () => true) {
  const frames: Frame[] = []
  const held: (() => void)[] = []
  const client = connect()
  client.on('frame', (frame, done) => {
    frames.push(frame)
    if (ready()) done()
    else held.push(done)
  })
  client.emit('hello', makeHello(), () => {})
  return { client, frames, held }
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
    expect(frames[1]).toMatchObject({ from: 1, to: 3 })
  })

  it('start anew after another hello', async () => {
    live.publish(cluster(1))
    const { client, frames } = browse()
    await until(() => expect(frames).toHaveLength(1))
    client.emit('hello', makeHello(), () => {})
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

describe('limits', () => {
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

describe('origins', () => {
  it.each<[string | undefined, string, boolean]>([
    [undefined, 'hub:3000', true],
    ['http://hub:3000', 'hub:3000', true],
    ['https://Hub', 'hub', true],
    ['https://portal.example', 'hub', true],
    ['https://portal.example:444', 'hub', false],
    ['https://portal.example.evil', 'hub', false],
    ['http://hub:3001', 'hub:3000', false],
    ['http://hub', 'hub:3000', false],
    ['file://hub:3000', 'hub:3000', false],
    ['null', 'hub', false],
    ['', 'hub', false],
  ])('%s to %s: %s', (origin, host, expected) => {
    expect(mayConnect({ origin, host }, ['https://portal.example'])).toBe(expected)
  })
})
