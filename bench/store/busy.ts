/** A store at work: eight who save at once, what is over swept away, copies made meanwhile, for some minutes. */
import { randomBytes, randomUUID } from 'node:crypto'
import { rmSync, statSync } from 'node:fs'
import { backup, DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { makeDraw } from '#model/snapshot/mutate.ts'
import { makeShelf, migrations } from '#server/snapshots/shelf.ts'
import { openSqliteDatabase } from '#server/store/sqlite.ts'
import { percentile } from '../shared/numbers.ts'

export interface Busy {
  readonly minutes: number
  readonly saves: number
  readonly swept: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Copies made while all went on, and those of them that were not whole. */
  readonly copies: number
  readonly brokenCopies: number
  readonly isWhole: boolean
  /** Acknowledged, not over yet, and not there. */
  readonly lost: number
  /** File over what is in it: at the worst, once as much was swept away as was saved. */
  readonly ratio: number
  readonly bytes: number
  readonly faulty: readonly string[]
}

const writers = 8
/** Each saves this often, a file of at most so many bytes that is kept so long. */
const everyMs = 250
const mostBytes = 256 << 10
const keptMs = 20_000
const sweepMs = 2_000
const copyMs = 15_000
const limits = { mostBytes: 2 ** 30, reserveBytes: 64 << 20 }

export async function keepBusy(minutes: number, path: string, say: (line: string) => void): Promise<Busy> {
  const store = await openSqliteDatabase({ path, limits, now: Date.now, log: say })
  await store.migrate(migrations)
  const shelf = makeShelf(store)
  const began = Date.now()
  const endsAt = began + minutes * 60_000
  const times: number[] = []
  const ends = new Map<string, number>()
  const ratios: number[] = []
  let [swept, copies, brokenCopies] = [0, 0, 0]

  const save = async (writer: number) => {
    const draw = makeDraw(writer + 1)
    while (Date.now() < endsAt) {
      const id = randomUUID()
      const file = randomBytes(1 + draw(mostBytes))
      const expiresAt = Date.now() + keptMs / 2 + draw(keptMs)
      const asked = performance.now()
      await shelf.add({
        id,
        owner: `writer-${writer}`,
        ownerName: '',
        tokenHash: id,
        key: id,
        takenAt: 0,
        madeAt: 0,
        expiresAt,
        address: '/',
        isPseudonymous: false,
        file,
      })
      times.push(performance.now() - asked)
      ends.set(id, expiresAt)
      await delay(draw(2 * everyMs))
    }
  }
  const sweep = async () => {
    while (Date.now() < endsAt) {
      await delay(sweepMs)
      swept += await shelf.sweep(Date.now())
      if (Date.now() - began > 2 * keptMs) ratios.push(await ratioOf())
    }
  }
  const ratioOf = async () => {
    const of = async (name: string) => Number(Object.values((await store.get(`PRAGMA ${name}`)) ?? {})[0])
    const [pages, free] = [await of('page_count'), await of('freelist_count')]
    return pages / (pages - free)
  }
  const copy = async () => {
    while (Date.now() + copyMs < endsAt) {
      await delay(copyMs)
      copies++
      if (!(await isCopyWhole(path))) brokenCopies++
      say(`… ${copies} copies, ${times.length} saved`)
    }
  }
  await Promise.all([...Array.from({ length: writers }, (_, writer) => save(writer)), sweep(), copy()])

  const now = Date.now()
  const there = new Set((await store.all<{ id: string }>('SELECT id FROM snapshots')).map(({ id }) => id))
  const lost = [...ends].filter(([id, end]) => end > now && !there.has(id)).length
  const verdict = await store.get<{ integrity_check: string }>('PRAGMA integrity_check')
  await store.close()
  const result = {
    minutes,
    saves: times.length,
    swept,
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    copies,
    brokenCopies,
    isWhole: verdict?.integrity_check === 'ok',
    lost,
    ratio: Math.max(...ratios),
    bytes: statSync(path).size,
  }
  return { ...result, faulty: faultyIn(result) }
}

/** Made as SQLite makes it while others write, and looked at from end to end. */
async function isCopyWhole(path: string): Promise<boolean> {
  const to = `${path}.copy`
  const source = new DatabaseSync(path, { readOnly: true })
  await backup(source, to)
  source.close()
  const copy = new DatabaseSync(to, { readOnly: true })
  const { integrity_check: verdict } = copy.prepare('PRAGMA integrity_check').get() as { integrity_check: string }
  const { wrong } = copy.prepare('SELECT COUNT(*) AS wrong FROM snapshots WHERE LENGTH(file) <> bytes').get() as {
    wrong: number
  }
  copy.close()
  rmSync(to)
  return verdict === 'ok' && wrong === 0
}

const most = { p99Ms: 250, ratio: 1.2 }

function faultyIn({ p99Ms, brokenCopies, isWhole, lost, ratio }: Omit<Busy, 'faulty'>): string[] {
  return [
    ...(isWhole ? [] : ['The store is damaged.']),
    ...(brokenCopies > 0 ? [`${brokenCopies} copies are not whole.`] : []),
    ...(lost > 0 ? [`${lost} snapshots were acknowledged and are not there.`] : []),
    ...(p99Ms > most.p99Ms ? [`Of a hundred saves the slowest takes ${Math.round(p99Ms)} ms.`] : []),
    ...(ratio > most.ratio ? [`The file is ${ratio.toFixed(2)} times what is in it.`] : []),
  ]
}
