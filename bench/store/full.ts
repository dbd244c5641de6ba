/** A small disk, full at twenty different points: what cannot be kept is refused with a sentence, the rest is there, and deleting works. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { crowdCluster } from '#model/fixtures/crowd.ts'
import { openSqliteDatabase } from '#server/store/sqlite.ts'
import { benchSnapshots, owner } from './snapshots.ts'

export interface Filled {
  readonly points: number
  readonly refused: number
  readonly slowestRefusalMs: number
  readonly deleted: number
  readonly unread: number
  readonly filesLeft: readonly string[]
}

const mib = 1 << 20

/** A sentence where this machine does not let us mount. */
export async function fillDisk(points: number, folder: string): Promise<Filled | string> {
  const disk = `${folder}/disk`
  mkdirSync(disk, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk], { stdio: 'pipe' })
  } catch (error) {
    return `No small disk could be mounted (${error instanceof Error ? error.message.split('\n')[0] : error}); this part needs root.`
  }
  try {
    const sums = { refused: 0, slowestRefusalMs: 0, deleted: 0, unread: 0 }
    const filesLeft = new Set<string>()
    for (let point = 0; point < points; point++) await onePoint(disk, point, sums, filesLeft)
    return { points, ...sums, filesLeft: [...filesLeft] }
  } finally {
    execFileSync('umount', [disk])
  }
}

async function onePoint(
  disk: string,
  point: number,
  sums: { refused: number; slowestRefusalMs: number; deleted: number; unread: number },
  filesLeft: Set<string>,
): Promise<void> {
  const path = `${disk}/store-${point}.db`
  const store = await openSqliteDatabase({
    path,
    limits: { mostBytes: 1024 * mib, reserveBytes: 4 * mib },
    now: Date.now,
    log: () => {},
  })
  const cluster = crowdCluster({ nodes: 100, services: 100, namespaces: 5, podsEach: 3 })
  const snapshots = await benchSnapshots(store, [cluster])
  const made: { id: string; token: string }[] = []
  const make = async () => {
    const began = performance.now()
    const created = await snapshots.make()
    if (created.ok) made.push(created.made)
    else if (created.status === 507) {
      sums.refused++
      sums.slowestRefusalMs = Math.max(sums.slowestRefusalMs, performance.now() - began)
    } else throw new Error(created.error)
    return created.ok
  }
  for (let before = 0; before < 3; before++) await make()
  // Somebody else fills the disk up to a few pages more each time.
  const { bavail, bsize } = statfsSync(disk)
  const free = bavail * bsize
  writeFileSync(`${disk}/others`, Buffer.alloc(Math.max(0, free - point * 6_000), 1))
  for (let tries = 0; tries < 20 && (await make()); tries++);
  for (const { id, token } of made) if (!(await snapshots.open(id, token, `${id}`)).ok) sums.unread++
  for (const { id } of made) if ((await snapshots.remove(id, owner)).ok) sums.deleted++
  rmSync(`${disk}/others`)
  if (!(await make())) throw new Error(`At point ${point} nothing could be kept although the disk had room again.`)
  await store.close()
  for (const name of readdirSync(disk)) {
    if (!/^store-\d+\.db(-reserve)?$/.test(name)) filesLeft.add(name)
    rmSync(`${disk}/${name}`)
  }
}
