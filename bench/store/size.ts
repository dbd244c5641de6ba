/** What a snapshot of a large cluster costs: to make, to keep and to open. */
import type { Cluster } from '#model/cluster.ts'
import { crowdCluster } from '#model/fixtures/crowd.ts'
import { type Load, mapCounters } from '#model/load.ts'
import { parseSnapshotAsk } from '#model/snapshot/ask.ts'
import { inflate } from '#model/snapshot/inflate.ts'
import { makeDraw } from '#model/snapshot/mutate.ts'
import { openSnapshot } from '#model/snapshot/open.ts'
import { buildSnapshot } from '#server/snapshots/build.ts'
import { makeShelf, migrations } from '#server/snapshots/shelf.ts'
import { openStore } from '#server/store/open.ts'

export interface Sized {
  readonly name: string
  /** From the state to the bytes, then to the disk, then from the bytes to a cluster, milliseconds. */
  readonly madeMs: number
  readonly keptMs: number
  readonly openedMs: number
  readonly bytes: number
  /** Longest the event loop stood still while it was made, milliseconds. */
  readonly stoodMs: number
}

export interface Size {
  readonly nodes: number
  readonly virtualServers: number
  readonly reals: number
  /** Part of all rows that have connections, each with figures of its own. */
  readonly moving: number
  readonly pseudonyms: boolean
}

export async function measureSize(size: Size, path: string): Promise<Sized> {
  const { nodes, virtualServers, reals, moving, pseudonyms } = size
  const crowd = crowdCluster({ nodes, services: virtualServers, namespaces: 63, podsEach: reals })
  const cluster = withMoving(crowd, moving)
  const ask = parseSnapshotAsk({ pseudonyms })
  if (!ask.ok) throw new Error(ask.why)
  const store = await openStore({ choice: { is: 'sqlite', path }, mostBytes: 2 ** 30, log: () => {} })
  await store.migrate(migrations)
  const watch = watchLoop()
  const began = performance.now()
  const built = await buildSnapshot(ask.value, { cluster, series: null, hub: 'bench', key: new Uint8Array(32) })
  const made = performance.now()
  const stoodMs = watch()
  if (built === null) throw new Error('It is larger than a snapshot may be.')
  const id = `${nodes}-${reals}-${moving}-${pseudonyms}`
  await makeShelf(store).add({
    id,
    owner: 'bench',
    tokenHash: id,
    key: null,
    takenAt: 0,
    expiresAt: 1,
    address: '/',
    isPseudonymous: pseudonyms,
    file: built.file,
  })
  const kept = performance.now()
  const opened = await openSnapshot(built.file, inflate)
  const done = performance.now()
  await store.close()
  if (!opened.ok) throw new Error(opened.why)
  return {
    name: `${nodes} nodes × ${virtualServers} virtual servers × ${reals}, ${moving * 100} % moving${pseudonyms ? ', stand-ins' : ''}`,
    madeMs: made - began,
    keptMs: kept - made,
    openedMs: done - kept,
    bytes: built.file.length,
    stoodMs,
  }
}

/** Each node with load of its own. */
function withMoving(cluster: Cluster, part: number): Cluster {
  const draw = makeDraw(1)
  const own = (load: Load): Load => {
    const rows = Uint32Array.from({ length: load.active.length }, (_, row) => row).filter(
      () => draw(1_000) < part * 1_000,
    )
    const active = new Uint32Array(load.active.length)
    const inactive = new Uint32Array(load.active.length)
    for (const row of rows) {
      active[row] = draw(500)
      inactive[row] = draw(2_000)
    }
    const rates = { rows, ...mapCounters(() => Float64Array.from(rows, () => draw(1_000_000) / 100)) }
    return { ...load, active, inactive, rates }
  }
  return { ...cluster, load: new Map(Array.from(cluster.load, ([name, load]) => [name, own(load)])) }
}

function watchLoop(): () => number {
  let longest = 0
  let last = performance.now()
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last - 5)
    last = performance.now()
  }, 5)
  return () => {
    clearInterval(timer)
    return Math.max(longest, performance.now() - last - 5)
  }
}
