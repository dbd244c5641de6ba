/**
 * Snapshots and their store: what large ones cost, spoiled files, processes killed while they write, power cuts, stores
 * spoiled by accidents, a store at work, a full disk, a PostgreSQL with its troubles:
 * `npm run bench -- store [--nodes 1000] [--files 1000000] [--kills 1000] [--cuts 200] [--flips 100] [--minutes 3]
 * [--points 20] [--stall 30] [--json FILE]`. Each part is left out with 0; with `--only PART` there is just that one: nodes,
 * files, kills, cuts, flips, minutes, points or stall.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeDraw } from '#model/snapshot/mutate.ts'
import { formatBytes, formatNumber, formatTable } from '../shared/print.ts'
import { keepBusy } from './busy.ts'
import { fillDisk } from './full.ts'
import { fuzzSnapshots } from './fuzz.ts'
import { killWriters } from './kills.ts'
import { type Troubled, troublePostgres } from './postgres.ts'
import { cutPower } from './power.ts'
import { measureSize, type Sized } from './size.ts'
import { type Spoiled, spoilStores } from './spoil.ts'

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '1000000' },
    kills: { type: 'string', default: '1000' },
    cuts: { type: 'string', default: '200' },
    flips: { type: 'string', default: '100' },
    minutes: { type: 'string', default: '3' },
    points: { type: 'string', default: '20' },
    nodes: { type: 'string', default: '1000' },
    stall: { type: 'string', default: '30' },
    only: { type: 'string' },
    json: { type: 'string' },
  },
})
const say = (line: string) => process.stdout.write(`${line}\n`)
const folder = mkdtempSync(join(tmpdir(), 'fairlead-bench-'))
const amount = (name: 'files' | 'kills' | 'cuts' | 'flips' | 'minutes' | 'points' | 'nodes' | 'stall'): number =>
  values.only === undefined || values.only === name ? Number(values[name]) : 0
const [files, kills, points] = [amount('files'), amount('kills'), amount('points')]
const [cuts, flips, minutes] = [amount('cuts'), amount('flips'), amount('minutes')]
const [nodes, stall] = [amount('nodes'), amount('stall')]
const results: Record<string, unknown> = {}
let isBad = false

try {
  if (nodes > 0) {
    const size = { nodes, virtualServers: 1_000, reals: 10, moving: 0.01, pseudonyms: false }
    const sizes = [size, { ...size, reals: 3, moving: 0.1 }, { ...size, moving: 0.05 }, { ...size, pseudonyms: true }]
    const sized: Sized[] = []
    for (const each of sizes) sized.push(await measureSize(each, join(folder, 'size.db')))
    const ms = (value: number) => `${formatNumber(value, 0)} ms`
    say(
      formatTable([
        ['', 'made', 'loop stood', 'kept', 'opened', 'size'],
        ...sized.map((one) => [
          one.name,
          ms(one.madeMs),
          ms(one.stoodMs),
          ms(one.keptMs),
          ms(one.openedMs),
          formatBytes(one.bytes),
        ]),
      ]),
    )
    results['sizes'] = sized
  }
  if (kills > 0) {
    const killed = await killWriters(kills, join(folder, 'kills.db'), makeDraw(1), say)
    say(
      `${killed.kills} processes killed, ${killed.acknowledged} snapshots acknowledged: ${killed.corrupt} stores corrupt, ` +
        `${killed.lost} acknowledged and lost, ${killed.half} half there; longest start ${formatNumber(killed.longestStartMs, 0)} ms.`,
    )
    isBad ||= killed.corrupt + killed.lost + killed.half > 0
    results['kills'] = killed
  }
  if (cuts > 0) {
    const cut = await cutPower(cuts, folder, makeDraw(2), say)
    say(
      typeof cut === 'string'
        ? cut
        : `${cut.cuts} power cuts within ${cut.operations} operations of a disk (${cut.syncs} syncs), ${cut.acknowledged} snapshots acknowledged: ${cut.corrupt} stores corrupt, ` +
            `${cut.lost} acknowledged and lost, ${cut.half} half there; ${cut.withUnasked} cuts left more there than was asked to be.`,
    )
    isBad ||= typeof cut !== 'string' && cut.corrupt + cut.lost + cut.half > 0
    results['cuts'] = cut
  }
  if (flips > 0) {
    const spoiled = await spoilStores(flips, folder, makeDraw(3), say)
    say(describeSpoiled(spoiled))
    isBad ||= spoiled.faulty.length > 0
    results['spoiled'] = spoiled
  }
  if (minutes > 0) {
    const busy = await keepBusy(minutes, join(folder, 'busy.db'), say)
    const ms = (value: number) => `${formatNumber(value, 0)} ms`
    say(
      `${busy.minutes} minutes of eight who save at once: ${busy.saves} saved, ${busy.swept} swept away, a save within ${ms(busy.p50Ms)}, of a hundred the slowest ${ms(busy.p99Ms)}; ` +
        `${busy.copies} copies made meanwhile, ${busy.brokenCopies} of them not whole; the store is ${busy.isWhole ? 'whole' : 'damaged'}, ${busy.lost} lost, ` +
        `${formatBytes(busy.bytes)}, at most ${formatNumber(busy.ratio, 2)} times what is in it.`,
    )
    for (const sentence of busy.faulty) say(sentence)
    isBad ||= busy.faulty.length > 0
    results['busy'] = busy
  }
  if (points > 0) {
    const filled = await fillDisk(points, folder)
    say(
      typeof filled === 'string'
        ? filled
        : `A full disk at ${filled.points} points: ${filled.refused} refused with 507 within ${formatNumber(filled.slowestRefusalMs, 0)} ms, ` +
            `${filled.deleted} deleted while it was full, ${filled.unread} not readable, files left: ${filled.filesLeft.join(', ') || 'none'}.`,
    )
    isBad ||=
      typeof filled !== 'string' && (filled.unread > 0 || filled.refused < points || filled.filesLeft.length > 0)
    results['full'] = filled
  }
  if (stall > 0) {
    const troubled = await troublePostgres(stall * 1_000, say)
    say(typeof troubled === 'string' ? troubled : describeTroubles(troubled))
    isBad ||= typeof troubled !== 'string' && troubled.faulty.length > 0
    results['postgres'] = troubled
  }
  if (files > 0) {
    const fuzzed = await fuzzSnapshots(files, say)
    say(
      `${fuzzed.files.toLocaleString('en')} spoiled snapshots, of which ${fuzzed.opened.toLocaleString('en')} still open: ${fuzzed.throws} throws, ` +
        `longest ${formatNumber(fuzzed.longestMs, 1)} ms, ${formatBytes(fuzzed.memoryBytes)} more memory.`,
    )
    for (const sentence of fuzzed.sentences) say(sentence)
    isBad ||= fuzzed.throws > 0 || fuzzed.sentences.length > 0
    results['files'] = fuzzed
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 1)}\n`)
process.exitCode = isBad ? 1 : 0

function describeTroubles({ faults, kept, twice, lost, faulty }: Troubled): string {
  const ms = (value: number) => `${formatNumber(value, 0)} ms`
  const table = formatTable([
    ['PostgreSQL', 'answers', 'slowest', 'recovered', 'frames apart', '/cluster within'],
    ...faults.map((one) => [
      one.name,
      Object.entries(one.statuses)
        .map(([status, times]) => `${times} × ${status}`)
        .join(', '),
      ms(one.slowestMs),
      ms(one.recoveredMs),
      ms(one.frameGapMs),
      ms(one.liveMs),
    ]),
  ])
  return [table, `${kept} snapshots asked for and kept, ${twice} there twice, ${lost} lost.`, ...faulty].join('\n')
}

function describeSpoiled({ flips, accidents, faulty }: Spoiled): string {
  const ms = (value: number) => `${formatNumber(value, 0)} ms`
  const table = formatTable([
    ['a hub over', 'started', 'store', 'live view', 'file kept', 'new snapshot'],
    ...accidents.map((one) => [
      one.name,
      ms(one.startMs),
      one.isDegraded ? 'degraded' : 'fine',
      one.isLive ? 'whole' : 'not whole',
      one.isFileKept ? 'yes' : 'no',
      String(one.snapshots),
    ]),
  ])
  const sentence =
    `${flips.stores} stores with bits flipped: ${flips.atStart} set aside at the start, ${flips.inUse} when it was found in use, ${flips.told} with a snapshot that ` +
    `says it is damaged, ${flips.harmless} where nothing is, ${flips.wrong} with another content; longest start ${ms(flips.longestStartMs)}.`
  return [sentence, table, ...faulty].join('\n')
}
