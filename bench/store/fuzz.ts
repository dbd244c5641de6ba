/** Spoiled snapshots through the reader: how many open all the same, whether any throws or takes long, and what memory it takes. */
import { gzipSync } from 'node:zlib'
import type { Cluster } from '#model/cluster.ts'
import { troubledShop } from '#model/fixtures/shop.ts'
import { withWalks } from '#model/fixtures/walks.ts'
import { inflate } from '#model/snapshot/inflate.ts'
import { type Draw, makeDraw, mutateJson } from '#model/snapshot/mutate.ts'
import { openSnapshot, openText } from '#model/snapshot/open.ts'
import { fullCluster, snapshotOf } from '#model/snapshot/testing.ts'
import { writeSnapshot } from '#model/snapshot/write.ts'

export interface Fuzzed {
  readonly files: number
  readonly opened: number
  readonly throws: number
  /** Of one file, milliseconds of the processor. */
  readonly longestMs: number
  /** Resident memory at the most, above what it was before, bytes. */
  readonly memoryBytes: number
  readonly sentences: readonly string[]
}

/** A node, a Service, and a walk to it: something of most collections in little text. */
function small(): Cluster {
  const walked = fullCluster()
  const few = <Key, Value>(map: ReadonlyMap<Key, Value>) => new Map([...map].slice(0, 2))
  const nodes = few(walked.nodes)
  const named = new Set(
    [...nodes.values()].flatMap(({ table, want }) => (table.is === 'read' ? [table.hash, want] : [want])),
  )
  const tables = new Map([...walked.tables].filter(([hash]) => named.has(hash)))
  const entries = new Set([...tables.values()].flat())
  return {
    ...walked,
    nodes,
    feeds: few(walked.feeds),
    services: few(walked.services),
    pods: few(walked.pods),
    tables,
    virtualServers: new Map([...walked.virtualServers].filter(([hash]) => entries.has(hash))),
    load: few(walked.load),
    sums: null,
    accessCells: few(walked.accessCells),
    packets: few(walked.packets),
    walks: new Map([...walked.walks].slice(0, 1)),
    walkResults: new Map(),
  }
}

/** User and system time of the whole process: its collector's too. */
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

/** Of a hundred: the bytes of the gzip, the text within it, and the JSON's values. */
const ways = { bytes: 10, text: 25 }

export async function fuzzSnapshots(files: number, say: (line: string) => void): Promise<Fuzzed> {
  const clusters = [small(), troubledShop(), withWalks(['reference'])]
  const texts = clusters.map((cluster) => writeSnapshot(snapshotOf(cluster)))
  const packed = texts.map((text) => new Uint8Array(gzipSync(text)))
  const values = texts.map((text) => JSON.parse(text) as unknown)
  const before = process.memoryUsage.rss()
  let [opened, throws, longestMs, memoryBytes] = [0, 0, 0, 0]
  const sentences: string[] = []
  for (let seed = 1; seed <= files; seed++) {
    const draw = makeDraw(seed)
    // Large ones have more places to spoil, and take their time.
    const which = draw(50) === 0 ? 1 + draw(2) : 0
    const way = draw(100)
    const text = way < ways.bytes ? null : spoiledText(texts[which]!, values[which], way, draw)
    const bytes = text === null ? spoilBytes(packed[which]!, draw) : null
    const began = cpuMs()
    try {
      const result = bytes === null ? openText(text!) : await openSnapshot(bytes, inflate)
      if (result.ok) opened++
    } catch (error) {
      throws++
      if (sentences.length < 10) sentences.push(`seed ${seed}: ${error instanceof Error ? error.stack : error}`)
    }
    longestMs = Math.max(longestMs, cpuMs() - began)
    if (seed % 2_000 === 0) memoryBytes = Math.max(memoryBytes, process.memoryUsage.rss() - before)
    if (seed % 100_000 === 0) say(`… ${seed.toLocaleString('en')} files`)
  }
  if (Object.keys(Object.prototype).length > 0) sentences.push('A prototype was changed.')
  return { files, opened, throws, longestMs, memoryBytes, sentences }
}

function spoiledText(text: string, value: unknown, way: number, draw: Draw): string {
  if (way < ways.bytes + ways.text) {
    const at = draw(text.length)
    const cut = draw(40)
    return text.slice(0, at) + text.slice(draw(text.length)).slice(0, draw(40)) + text.slice(at + cut)
  }
  const spoiled = structuredClone(value)
  mutateJson(spoiled, draw, 1 + draw(4))
  return JSON.stringify(spoiled)
}

function spoilBytes(bytes: Uint8Array, draw: Draw): Uint8Array {
  const spoiled = bytes.slice(0, draw(3) === 0 ? draw(bytes.length) : bytes.length)
  for (let times = 1 + draw(8); times > 0 && spoiled.length > 0; times--) spoiled[draw(spoiled.length)] = draw(256)
  return spoiled
}
