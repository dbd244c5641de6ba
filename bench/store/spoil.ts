/**
 * Stores as accidents leave them: bits flipped, a log cut off, its index gone, another's file, a disk that may only be
 * read. What a hub makes of each, and how soon.
 */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { inflate } from '#model/snapshot/inflate.ts'
import type { Draw } from '#model/snapshot/mutate.ts'
import { openSnapshot } from '#model/snapshot/open.ts'
import { makeShelf, migrations } from '#server/snapshots/shelf.ts'
import type { Database } from '#server/store/database.ts'
import { openSqliteDatabase } from '#server/store/sqlite.ts'
import { startHubProcess } from '../shared/hub-process.ts'
import { benchSnapshots, twoClusters } from './snapshots.ts'

export interface Spoiled {
  readonly flips: Flips
  readonly accidents: readonly Accident[]
  readonly faulty: readonly string[]
}

/** Of so many stores with some bits flipped. */
export interface Flips {
  readonly stores: number
  readonly atStart: number
  readonly inUse: number
  /** Nothing of the store was found damaged, and a snapshot says itself that it is. */
  readonly told: number
  /** Where the bits were, nothing is. */
  readonly harmless: number
  /** Snapshots that open and are not what was kept. */
  readonly wrong: number
  /** Damaged ones of which nothing was set aside. */
  readonly notAside: number
  /** That could not be used afterwards. */
  readonly unusable: number
  readonly longestStartMs: number
}

export interface Accident {
  readonly name: string
  /** The hub may go on with the store as it is. */
  readonly isHarmless: boolean
  readonly startMs: number
  readonly isDegraded: boolean
  readonly isLive: boolean
  /** What was there before is there still, under whatever name. */
  readonly isFileKept: boolean
  readonly snapshots: number
}

const limits = { mostBytes: 2 ** 30, reserveBytes: 1 << 20 }
const open = (path: string) => openSqliteDatabase({ path, limits, now: Date.now, log: () => {} })

export async function spoilStores(
  stores: number,
  base: string,
  draw: Draw,
  say: (line: string) => void,
): Promise<Spoiled> {
  const folder = join(base, 'spoiled')
  mkdirSync(folder, { mode: 0o755 })
  chmodSync(base, 0o755)
  const original = join(folder, 'original.db')
  const kept = await fill(original)
  const flips = await flipBits(stores, { folder, original, kept, draw })
  say(`… ${stores} stores with bits flipped`)
  const accidents: Accident[] = []
  for (const accident of accidentsOf(folder, original)) {
    accidents.push(await suffer(accident))
    say(`… ${accident.name}`)
  }
  return { flips, accidents, faulty: faultyIn(flips, accidents) }
}

/** A store with snapshots, left as a hub leaves it that was killed: with its log. */
async function fill(path: string): Promise<ReadonlyMap<string, Buffer>> {
  const store = await open(path)
  const snapshots = await benchSnapshots(store, twoClusters())
  for (let made = 0; made < 20; made++) await snapshots.make()
  const rows = await store.all<{ id: string; file: Uint8Array }>('SELECT id, file FROM snapshots')
  for (const end of ['', '-wal']) copyFileSync(path + end, `${path}.left${end}`)
  await store.close()
  for (const end of ['', '-wal']) copyFileSync(`${path}.left${end}`, path + end)
  return new Map(rows.map(({ id, file }) => [id, Buffer.from(file)]))
}

interface Flipping {
  readonly folder: string
  readonly original: string
  readonly kept: ReadonlyMap<string, Buffer>
  readonly draw: Draw
}

async function flipBits(stores: number, { folder, original, kept, draw }: Flipping): Promise<Flips> {
  // One file, as after a proper end: what is in the log has sums of its own.
  const whole = join(folder, 'whole.db')
  copyFileSync(original, whole)
  copyFileSync(`${original}-wal`, `${whole}-wal`)
  await (await open(whole)).close()
  const sums = { atStart: 0, inUse: 0, told: 0, harmless: 0, wrong: 0, notAside: 0, unusable: 0, longestStartMs: 0 }
  for (let number = 0; number < stores; number++) {
    const own = join(folder, `flipped-${number}`)
    mkdirSync(own)
    const path = join(own, 'store.db')
    const bytes = readFileSync(whole)
    for (let flips = 1 + draw(8); flips > 0; flips--) bytes[draw(bytes.length)]! ^= 1 << draw(8)
    writeFileSync(path, bytes)
    const began = performance.now()
    const store = await open(path)
    await store.migrate(migrations).catch(() => {})
    sums.longestStartMs = Math.max(sums.longestStartMs, performance.now() - began)
    const wasFound = store.standing().is === 'degraded'
    const seen = wasFound ? null : await look(store, kept)
    const isFound = store.standing().is === 'degraded'
    if (wasFound) sums.atStart++
    else if (isFound) sums.inUse++
    else if (seen === 'damaged') sums.told++
    else if (seen === 'wrong') sums.wrong++
    else sums.harmless++
    if (isFound && !readdirSync(own).some((name) => name.includes('.broken-'))) sums.notAside++
    if (!(await canKeep(store))) sums.unusable++
    await store.close()
    rmSync(own, { recursive: true })
  }
  return { stores, ...sums }
}

/** Whether what is kept is what was kept. */
async function look(store: Database, kept: ReadonlyMap<string, Buffer>): Promise<'same' | 'damaged' | 'wrong'> {
  let seen: 'same' | 'damaged' | 'wrong' = 'same'
  const rows = await store.all<{ id: string; file: Uint8Array }>('SELECT id, file FROM snapshots').catch(() => [])
  for (const { id, file } of rows) {
    if (kept.get(id)?.equals(file)) continue
    const opens = (await openSnapshot(file, inflate)).ok
    // One whose id alone was hit is still what was kept.
    if (opens && ![...kept.values()].some((bytes) => bytes.equals(file))) return 'wrong'
    seen = 'damaged'
  }
  return rows.length === kept.size ? seen : 'damaged'
}

async function canKeep(store: Database): Promise<boolean> {
  const one = {
    id: 'after',
    owner: 'bench',
    ownerName: '',
    tokenHash: 'after',
    key: null,
    takenAt: 0,
    madeAt: 0,
    expiresAt: 1,
    address: '/',
    isPseudonymous: false,
    file: new Uint8Array(8),
  }
  const shelf = makeShelf(store)
  // The first may be told that what it found is set aside.
  return shelf.add(one).catch(() => shelf.add(one).catch(() => false))
}

interface Accidental {
  readonly name: string
  readonly path: string
  readonly uid?: number
  readonly isHarmless: boolean
  undo(): void
}

const nobody = 65_534

function* accidentsOf(folder: string, original: string): Generator<Accidental, void> {
  const copy = (name: string): string => {
    const own = join(folder, name)
    mkdirSync(own)
    const path = join(own, 'store.db')
    for (const end of ['', '-wal']) copyFileSync(original + end, path + end)
    return path
  }
  const none = () => {}
  const cut = copy('cut-log')
  truncateSync(`${cut}-wal`, 100_001)
  yield { name: 'log cut off', path: cut, isHarmless: true, undo: none }
  yield { name: 'index of the log gone', path: copy('no-index'), isHarmless: true, undo: none }
  const garbled = copy('garbled-index')
  writeFileSync(`${garbled}-shm`, randomBytes(32_768))
  yield { name: 'index of the log garbled', path: garbled, isHarmless: true, undo: none }
  const header = copy('header')
  const bytes = readFileSync(header)
  bytes.fill(0x55, 0, 100)
  rmSync(`${header}-wal`)
  writeFileSync(header, bytes)
  yield { name: 'first page overwritten', path: header, isHarmless: false, undo: none }
  if (process.getuid?.() !== 0) return
  const foreign = copy('foreign')
  chmodSync(foreign, 0o600)
  chownSync(join(folder, 'foreign'), nobody, nobody)
  yield { name: 'file of another owner', path: foreign, uid: nobody, isHarmless: false, undo: none }
  const locked = join(folder, 'locked')
  mkdirSync(locked, { mode: 0o700 })
  yield { name: 'folder of another owner', path: join(locked, 'store.db'), uid: nobody, isHarmless: false, undo: none }
  const disk = join(folder, 'read-only')
  mkdirSync(disk)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200m', 'tmpfs', disk], { stdio: 'pipe' })
  } catch {
    return
  }
  const path = join(disk, 'store.db')
  for (const end of ['', '-wal']) copyFileSync(original + end, path + end)
  execFileSync('mount', ['-o', 'remount,ro', disk])
  yield {
    name: 'volume that may only be read',
    path,
    isHarmless: false,
    undo: () => execFileSync('umount', [disk]),
  }
}

/** A hub of its own process over such a store. */
async function suffer({ name, path, uid, isHarmless, undo }: Accidental): Promise<Accident> {
  const before = existsSync(path) ? readFileSync(path) : null
  const began = performance.now()
  const hub = await startHubProcess({
    env: { FAIRLEAD_STORE: `sqlite:${path}`, FAIRLEAD_KUBE_SERVER: 'http://127.0.0.1:9' },
    profileDir: null,
    isQuiet: true,
    ...(uid === undefined ? {} : { uid }),
  })
  const startMs = performance.now() - began
  try {
    const text = async (at: string) => (await fetch(new URL(at, hub.url))).text()
    const isDegraded = (await text('readyz')).includes('Degraded: the store')
    const live = await Promise.all(['healthz', 'api/v1/cluster'].map((at) => fetch(new URL(at, hub.url))))
    const created = await fetch(new URL('api/v1/snapshots', hub.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    const own = join(path, '..')
    const isFileKept =
      isHarmless ||
      before === null ||
      readdirSync(own).some((each) => !each.endsWith('-reserve') && readFileSync(join(own, each)).equals(before))
    return {
      name,
      isHarmless,
      startMs,
      isDegraded,
      isLive: live.every(({ status }) => status === 200),
      isFileKept,
      snapshots: created.status,
    }
  } finally {
    await hub.stop()
    undo()
  }
}

const mostStartMs = 5_000

function faultyIn(flips: Flips, accidents: readonly Accident[]): string[] {
  const { wrong, notAside, unusable, longestStartMs } = flips
  return [
    ...(wrong > 0 ? [`${wrong} snapshots open and are not what was kept.`] : []),
    ...(notAside > 0 ? [`${notAside} damaged stores were not set aside.`] : []),
    ...(unusable > 0 ? [`${unusable} stores could not be used afterwards.`] : []),
    ...(longestStartMs > mostStartMs ? [`A start took ${Math.round(longestStartMs)} ms.`] : []),
    ...accidents.flatMap((one) => [
      ...(one.startMs > mostStartMs ? [`${one.name}: the hub started after ${Math.round(one.startMs)} ms.`] : []),
      ...(one.isDegraded === one.isHarmless ? [`${one.name}: readiness does not say what is so.`] : []),
      ...(one.isLive && one.snapshots === 201 ? [] : [`${one.name}: the hub does not work.`]),
      ...(one.isFileKept ? [] : [`${one.name}: the file was not kept as it was.`]),
    ]),
  ]
}
