/** One size measured: from first contact to a hub that runs as it would for days. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Cluster } from '#model/cluster.ts'
import { makeServiceId } from '#model/ids.ts'
import { overview, type Scope } from '#model/scope.ts'
import { serviceThing } from '#model/thing.ts'
import { type Follower, follow } from '../shared/browser.ts'
import { type Spent, startMeter } from '../shared/hub-process.ts'
import type { Probed } from '../shared/probe.ts'
import { namespace } from './agents/objects.ts'
import type { Size } from './agents/size.ts'
import type { Answered } from './agents/web.ts'
import { type Scene, startScene } from './scene.ts'
import { costOfWholeTables, type WholeCost } from './whole-tables.ts'

export interface RunOptions {
  readonly size: Size
  readonly pollMs: number
  readonly changes: number
  readonly warmSeconds: number
  readonly seconds: number
  readonly profileDir: string | null
}

export interface HubResult extends RunOptions {
  readonly firstContact: {
    /** From the hub's start until every node's table was known. */
    readonly seconds: number
    readonly answered: Answered
    /** Times the bodies of one whole table were transferred. */
    readonly tables: number
    readonly spent: Spent
  }
  readonly steady: {
    readonly spent: Spent
    readonly agentsSpent: Spent
    readonly answered: Answered
    readonly loop: Probed
    /** Nodes whose agent answered, at the end. */
    readonly heard: number
  }
  readonly wholeTable: WholeCost & { readonly procBytes: number }
  readonly latency: {
    /** Last byte of an agent's answer to the frame with it. */
    readonly ms: readonly number[]
    /** Marks not seen in time: their real server was replaced, or the hub is too slow. */
    readonly missed: number
  }
  readonly frames: Readonly<Record<'overview' | 'service', FrameSizes>>
}

export interface FrameSizes {
  /** Compressed, as received. */
  readonly firstBytes: number
  readonly bytes: readonly number[]
  readonly perSecond: number
}

const firstContactMs = 180_000
/** A mark that is not seen within this is lost. */
const markMs = 10_000
/** More than a simulated row ever has. */
const firstMark = 50_000

export async function runHub(options: RunOptions, say: (line: string) => void): Promise<HubResult> {
  const { size, pollMs } = options
  const startedAt = performance.now()
  const scene = await startScene(options)
  const { hub, about } = scene
  const firstMeter = startMeter(hub.pid)
  try {
    say(`${size.nodes} nodes: the hub is at ${hub.url}`)
    const thing: Scope = { is: 'thing', thing: serviceThing(makeServiceId(namespace, about.watched)) }
    const whole = watchFrames(hub.url, overview)
    const service = watchFrames(hub.url, thing)
    const knownAt = await whole.follower.until((cluster) => isKnown(cluster, size), firstContactMs)
    if (knownAt === null) throw new Error(`Not all tables were known after ${firstContactMs / 1_000} s.`)
    const seconds = (performance.now() - startedAt) / 1_000
    const contact = await scene.answered()
    const firstSpent = firstMeter()
    say(`first contact took ${seconds.toFixed(1)} s; warming for ${options.warmSeconds} s`)
    await delay(options.warmSeconds * 1_000)

    say(`measuring for ${options.seconds} s`)
    const before = await scene.answered()
    await hub.probe()
    whole.reset()
    service.reset()
    const meters = [startMeter(hub.pid), startMeter(scene.agentsPid)]
    const latency = await markUntil(scene, service.follower, performance.now() + options.seconds * 1_000, pollMs)
    const [spent, agentsSpent] = meters.map((stop) => stop())
    const loop = await hub.probe()
    const answered = difference(await scene.answered(), before)
    const frames = {
      overview: { ...whole.sizes(), firstBytes: await firstFrameBytes(hub.url, overview) },
      service: { ...service.sizes(), firstBytes: await firstFrameBytes(hub.url, thing) },
    }
    const { heard } = whole.follower.cluster().health
    whole.follower.close()
    service.follower.close()
    const wholeTable = await costOfWholeTables(about.wholeUrl)
    return {
      ...options,
      firstContact: { seconds, answered: contact, tables: contact.servers / size.services, spent: firstSpent },
      steady: { spent: spent!, agentsSpent: agentsSpent!, answered, loop, heard },
      wholeTable: { ...wholeTable, procBytes: about.procBytes },
      latency,
      frames,
    }
  } finally {
    await scene.stop()
  }
}

const isKnown = ({ nodes }: Cluster, size: Size): boolean => {
  let read = 0
  for (const node of nodes.values()) if (node.table.is === 'read') read++
  return read === size.nodes
}

interface WatchedFrames {
  readonly follower: Follower
  /** Counts from now on. */
  reset(): void
  sizes(): Omit<FrameSizes, 'firstBytes'>
}

function watchFrames(url: string, scope: Scope): WatchedFrames {
  let bytes: number[] = []
  let since = performance.now()
  return {
    follower: follow(url, scope, (frame) => void bytes.push(frame.bytes)),
    reset: () => {
      bytes = []
      since = performance.now()
    },
    sizes: () => ({ bytes, perSecond: (bytes.length * 1_000) / (performance.now() - since) }),
  }
}

/** Of a browser that comes now. */
function firstFrameBytes(url: string, scope: Scope): Promise<number> {
  return new Promise((resolve) => {
    const follower = follow(url, scope, (frame) => {
      follower.close()
      resolve(frame.bytes)
    })
  })
}

/** Marks one after the other, at random moments. */
async function markUntil(
  scene: Scene,
  follower: Follower,
  endsAt: number,
  pollMs: number,
): Promise<HubResult['latency']> {
  const ms: number[] = []
  let missed = 0
  for (let mark = firstMark; performance.now() < endsAt; mark = mark < 65_000 ? mark + 1 : firstMark) {
    const seen = follower.until((cluster) => hasCount(cluster, mark), markMs + pollMs)
    const sentAt = await scene.mark(mark)
    const seenAt = await seen
    if (seenAt === null) missed++
    else ms.push(seenAt - sentAt)
    await delay(Math.random() * 250)
  }
  return { ms, missed }
}

const hasCount = ({ load }: Cluster, active: number): boolean => {
  for (const each of load.values()) if (each.active.includes(active)) return true
  return false
}

const difference = (after: Answered, before: Answered): Answered => ({
  reports: after.reports - before.reports,
  reportBytes: after.reportBytes - before.reportBytes,
  whole: after.whole - before.whole,
  changed: after.changed - before.changed,
  servers: after.servers - before.servers,
  serverBytes: after.serverBytes - before.serverBytes,
  facts: after.facts - before.facts,
  factBytes: after.factBytes - before.factBytes,
})
