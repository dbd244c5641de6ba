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
import { median } from '../shared/numbers.ts'

export interface Sized {
  readonly name: string
  /** In the middle of `times`: from the state to the bytes, then to the disk, then from the bytes to a cluster, milliseconds. */
  readonly madeMs: number
  readonly keptMs: number
  readonly openedMs: number
  readonly bytes: number
  /** Longest the event loop was busy at one go while one was made and kept, milliseconds. */
  readonly stoodMs: number
}

const times = 5

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
  const key = new Uint8Array(32)
  const shelf = makeShelf(store)
  const runs: Omit<Sized, 'name'>[] = []
  for (let run = 0; run < times; run++) {
    const watch = watchLoop()
    const began = performance.now()
    const built = await buildSnapshot(ask.value, { cluster, series: null, hub: 'bench', key })
    const made = performance.now()
    if (built === null) throw new Error('It is larger than a snapshot may be.')
    const id = `${nodes}-${reals}-${moving}-${pseudonyms}-${run}`
    await shelf.add({
      id,
      owner: 'bench',
      ownerName: '',
      tokenHash: id,
      key: null,
      takenAt: 0,
      madeAt: 0,
      expiresAt: 1,
      address: '/',
      isPseudonymous: pseudonyms,
      file: built.file,
    })
    const kept = performance.now()
    const stoodMs = watch()
    const opened = await openSnapshot(built.file, inflate)
    const done = performance.now()
    if (!opened.ok) throw new Error(opened.why)
    runs.push({
      madeMs: made - began,
      keptMs: kept - made,
      openedMs: done - kept,
      bytes: built.file.length,
      stoodMs,
    })
  }
  await store.close()
  const middle = (of: (run: Omit<Sized, 'name'>) => number) => median(runs.map(of))
  return {
    name: `${nodes} nodes × ${virtualServers} virtual servers × ${reals}, ${moving * 100} % moving${pseudonyms ? ', stand-ins' : ''}`,
    madeMs: middle(({ madeMs }) => madeMs),
    keptMs: middle(({ keptMs }) => keptMs),
    openedMs: middle(({ openedMs }) => openedMs),
    bytes: middle(({ bytes }) => bytes),
    stoodMs: Math.max(...runs.map(({ stoodMs }) => stoodMs)),
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

/** By the processor time of its thread: what others on this machine take is no fault of ours. */
function watchLoop(): () => number {
  const busyMs = () => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1_000
  }
  let longest = 0
  let last = busyMs()
  const look = () => {
    const now = busyMs()
    longest = Math.max(longest, now - last)
    last = now
  }
  const timer = setInterval(look, 1)
  return () => {
    clearInterval(timer)
    look()
    return longest
  }
}
