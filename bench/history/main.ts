/**
 * What it costs to remember a large cluster, by the day, and to show one of its moments again:
 * `npm run bench -- history [--nodes 1000] [--services 1000] [--reals 10] [--every 10] [--minutes 10]`
 */
import { parseArgs } from 'node:util'
import { type Cluster, emptyCluster } from '#model/cluster.ts'
import { diffFrame } from '#model/history/frame.ts'
import { makeSplit } from '#model/history/split.ts'
import { makeScribe } from '#server/history/scribe.ts'
import { type Chunk, streams } from '#server/history/streams.ts'
import { formatBytes, formatTable } from '../shared/print.ts'
import { firstOf, moveLoad, replacePod } from './film.ts'

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '1000' },
    services: { type: 'string', default: '1000' },
    reals: { type: 'string', default: '10' },
    /** Seconds from one Pod that is replaced to the next. */
    every: { type: 'string', default: '10' },
    minutes: { type: 'string', default: '10' },
  },
})
const [nodes, services, reals, every, minutes] = [
  values.nodes,
  values.services,
  values.reals,
  values.every,
  values.minutes,
].map(Number) as [number, number, number, number, number]
const say = (line: string) => process.stdout.write(`${line}\n`)
const stepMs = 2_000
const dayMs = 86_400_000

let segments = 0
const scribe = makeScribe({ makeName: () => `s${segments++}`, mostSegmentBytes: 64 << 20, hubVersion: 'bench' })
/** Of rows that all move: their sums are remembered. */
const split = makeSplit(-1)
const chunks: Chunk[] = []
const spent = { hub: 0, writer: 0, steps: 0 }
let [structure, load]: [Cluster, Cluster] = [emptyCluster, emptyCluster]

/** Both threads' work, one after the other; its processor time apart. */
function remember(cluster: Cluster, isFirst: boolean): void {
  const began = process.cpuUsage()
  const next = split(cluster)
  const news = {
    isWhole: isFirst,
    structure: diffFrame(structure, next.structure),
    load: diffFrame(load, next.load),
  }
  const hub = spentSince(began)
  const arrived = structuredClone(news)
  const handed = process.cpuUsage()
  chunks.push(...scribe.take(arrived))
  if (!isFirst) {
    spent.hub += hub
    spent.writer += spentSince(handed)
    spent.steps++
  } else
    say(
      `The first state: ${hub.toFixed(0)} ms of the hub's own thread, ${spentSince(handed).toFixed(0)} ms of the writer's.`,
    )
  structure = next.structure
  load = next.load
}

function spentSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

let cluster = firstOf({ nodes, services, reals })
const begun = cluster.at
remember(cluster, true)
let turn = 0
for (let at = begun + stepMs; at < begun + minutes * 60_000; at += stepMs) {
  const isDue = at - begun >= (turn + 1) * every * 1_000
  cluster = moveLoad(isDue ? replacePod(cluster, turn++) : cluster, at)
  remember(cluster, false)
}
chunks.push(...scribe.close())

const lengthMs = cluster.at - begun
const rows = streams.map((stream) => {
  const own = chunks.filter((chunk) => chunk.stream === stream.name)
  const sum = (some: readonly Chunk[]) => some.reduce((bytes, { bytes: { length } }) => bytes + length, 0)
  const whole = own.find(({ seq }) => seq === 0)
  const changes = (sum(own.filter(({ seq }) => seq > 0)) * dayMs) / lengthMs
  const perDay =
    changes + sum(own.filter(({ seq }) => seq === 0)) * (stream.name === 'structure' ? 1 : dayMs / lengthMs)
  return [stream.name, formatBytes(whole?.bytes.length ?? 0), formatBytes(changes), formatBytes(perDay)]
})
say(
  `${nodes} nodes × ${services} virtual servers × ${reals}, a Pod replaced every ${every} s, ${spent.steps} steps of 2 s`,
)
say(formatTable([['', 'whole state', 'changes a day', 'with whole states'], ...rows]))
const share = (ms: number) =>
  `${(ms / spent.steps).toFixed(1)} ms a step, ${((ms / (spent.steps * stepMs)) * 100).toFixed(1)} % of a core`
say(`The hub's own thread: ${share(spent.hub)}. The writer's: ${share(spent.writer)}.`)

const reel = (name: string) => {
  const own = chunks.filter((chunk) => chunk.stream === name)
  const last = own.at(-1)?.segment
  return own.filter(({ segment }) => segment === last).map(({ bytes }) => bytes)
}
const began = process.cpuUsage()
const read = scribe.read({ structure: reel('structure'), load: reel('load-fine') }, cluster.at)
say(`The last moment read again: ${spentSince(began).toFixed(0)} ms, ${read?.nodes.size ?? 0} nodes.`)
