/** Many browsers at one hub, some of them stalled, then as many at a bare socket.io server. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { overview } from '#model/scope.ts'
import { type SceneOptions, startScene } from '../hub/scene.ts'
import { follow } from '../shared/browser.ts'
import { type Spent, startMeter } from '../shared/hub-process.ts'
import type { Probed } from '../shared/probe.ts'
import { delaysAfterFirst } from './arrivals.ts'
import { type Clients, startClients } from './clients.ts'
import { connectionsTo } from './connections.ts'
import type { PeerReady } from './peer-process.ts'

export interface StreamOptions extends SceneOptions {
  readonly sockets: number
  /** Share of them that stalls: one half never says `done`, the other stops reading. */
  readonly stalled: number
  readonly warmSeconds: number
  readonly seconds: number
}

export interface Streamed {
  readonly spent: Spent
  /** Frames a second to one browser. */
  readonly framesPerSecond: number
  readonly bytesAFrame: number
  /** After the first browser had the same frame. */
  readonly delaysMs: readonly number[]
  /** times a browser that behaves lost its connection. */
  readonly lost: number
}

export interface StreamResult extends StreamOptions {
  /** The hub with one browser: what it does however many look. */
  readonly alone: Spent
  readonly crowd: Streamed & { readonly firstMs: readonly number[]; readonly loop: Probed }
  readonly stalls: {
    readonly sockets: number
    /** Seconds until none of them was connected any more; NaN when some were to the end. */
    readonly goneSeconds: number
    readonly left: number
  }
  readonly peer: Streamed
}

const knownWithinMs = 180_000
/** Seconds: the hub waits 30 for a `done`, and ws as long for an answer to its farewell. */
const goneWithin = 90

export async function runStream(options: StreamOptions, say: (line: string) => void): Promise<StreamResult> {
  const { size, sockets, seconds } = options
  const stalled = Math.round(sockets * options.stalled)
  const good = sockets - stalled
  const halves = (count: number) => [Math.ceil(count / 2), Math.floor(count / 2)]
  const scene = await startScene(options)
  const { hub } = scene
  try {
    const one = follow(hub.url, overview)
    const known = await one.until(({ health }) => health.heard === size.nodes, knownWithinMs)
    if (known === null) throw new Error(`Not all nodes were heard after ${knownWithinMs / 1_000} s.`)
    say(`${size.nodes} nodes are known; warming for ${options.warmSeconds} s`)
    await delay(options.warmSeconds * 1_000)
    const aloneMeter = startMeter(hub.pid)
    await delay((seconds * 1_000) / 2)
    const alone = aloneMeter()

    const clients = await startClients(hub.url, 'good', halves(good))
    say(`${good} browsers have their first frame; ${stalled} more stall from now on`)
    const [silent = 0, deaf = 0] = halves(stalled)
    const port = Number(new URL(hub.url).port)
    const before = connectionsTo(port)
    const stalling = await Promise.all([
      startClients(hub.url, 'silent', [silent]),
      startClients(hub.url, 'deaf', [deaf]),
    ])
    const goneSeconds = watchUntil(() => connectionsTo(port) <= before, goneWithin)
    await hub.probe()
    const crowd = await measure(clients, hub.pid, seconds)
    const loop = await hub.probe()
    const stalls = {
      sockets: stalled,
      goneSeconds: await goneSeconds,
      left: Math.max(0, connectionsTo(port) - before),
    }
    for (const each of [clients, ...stalling]) each.end()
    one.close()
    await scene.stop()

    say('the peer: socket.io alone')
    const peer = await runPeer(crowd, halves(good), seconds / 2)
    return { ...options, alone, crowd: { ...crowd, firstMs: clients.firstMs, loop }, stalls, peer }
  } finally {
    await scene.stop()
  }
}

async function measure(clients: Clients, pid: number, seconds: number): Promise<Streamed> {
  await clients.counted()
  const meter = startMeter(pid)
  await delay(seconds * 1_000)
  const spent = meter()
  const { arrivals, bytes, lost } = await clients.counted()
  return {
    spent,
    framesPerSecond: (arrivals.length * 1_000) / spent.wallMs / clients.count,
    bytesAFrame: bytes / arrivals.length,
    delaysMs: delaysAfterFirst(arrivals),
    lost,
  }
}

async function runPeer(like: Streamed, counts: readonly number[], seconds: number): Promise<Streamed> {
  const child: ChildProcess = spawn(
    process.execPath,
    [
      join(import.meta.dirname, 'peer-process.ts'),
      ...['--bytes', String(Math.round(like.bytesAFrame)), '--every-ms', String(1_000 / like.framesPerSecond)],
    ],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  )
  const [ready] = (await once(child, 'message')) as [PeerReady]
  const clients = await startClients(ready.url, 'good', counts)
  try {
    return await measure(clients, child.pid!, seconds)
  } finally {
    clients.end()
    child.disconnect()
  }
}

/** Seconds until it holds; NaN when it does not within the time. */
async function watchUntil(holds: () => boolean, withinSeconds: number): Promise<number> {
  const startedAt = performance.now()
  while (!holds()) {
    if (performance.now() - startedAt > withinSeconds * 1_000) return Number.NaN
    await delay(250)
  }
  return (performance.now() - startedAt) / 1_000
}
