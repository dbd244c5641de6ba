import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { type Cluster, emptyCluster } from '#model/cluster.ts'
import { openSnapshot } from '#model/snapshot/open.ts'
import { type Database, StoreFull } from '#server/store/database.ts'
import { openPostgres } from '#server/store/postgres.ts'
import { openSqliteDatabase } from '#server/store/sqlite.ts'
import { findPostgres, startPostgres } from '#server/store/testing.ts'
import { begun, firstState, type Happening, happen, happenings, hereScribe, makeTestHistory } from './testing.ts'
import { startScribe } from './threaded-scribe.ts'

const limits = { mostBytes: 256 << 20, reserveBytes: 1 << 20 }
const openStore = () => openSqliteDatabase({ path: null, limits, now: () => 0, log: () => {} })
const stores: Database[] = []
const freshStore = async () => {
  const store = await openStore()
  stores.push(store)
  return store
}
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close()
})

const postgresBin = findPostgres()
const turn = () => new Promise((resolve) => setImmediate(resolve))

/** What is remembered of a state. */
const { flows, flowFeeds, packets } = emptyCluster
const remembered = (cluster: Cluster): Cluster => ({ ...cluster, flows, flowFeeds, packets })
/** But for the order of what is in a map. */
const plain = (cluster: Cluster | null) => cluster && { ...cluster, sums: cluster.sums && { ...cluster.sums } }

type Step = readonly [Happening, number, seconds: number]
const step = fc.tuple(fc.constantFrom(...happenings), fc.nat(50), fc.integer({ min: 2, max: 70 }))

async function play(
  steps: readonly Step[],
  options: { store: Database; mostBytes?: number; mostSegmentBytes?: number },
) {
  const clock = { now: begun }
  const made = makeTestHistory({ ...options, clock })
  let state = firstState()
  const states = [state]
  made.history.record(state)
  await turn()
  for (const [happening, pick, seconds] of steps) {
    clock.now += seconds * 1_000
    state = happen(state, happening, pick, clock.now)
    states.push(state)
    made.history.record(state)
    await turn()
  }
  return { ...made, states, clock }
}

describe('history', () => {
  it('gives the state recorded last before any moment', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), fc.nat(1_000), async (steps, share) => {
        const store = await openStore()
        const { history, states, clock } = await play(steps, { store, mostSegmentBytes: 2_000 })
        const ms = begun + Math.round(((clock.now - begun) * share) / 1_000)
        const expected = states.findLast(({ at }) => at <= ms)!
        expect(plain(await history.at(ms))).toEqual(plain(remembered(expected)))
        expect(await history.at(begun - 1)).toBeNull()
        await history.close()
        await store.close()
      }),
      { numRuns: 30 },
    )
  })

  it('keeps structure to the moment and load ever more roughly', async () => {
    const steps: Step[] = Array.from({ length: 1_500 }, (_, index) => [
      index % 50 === 7 ? 'endpoints' : index % 400 === 9 ? 'table' : 'load',
      index,
      10,
    ])
    const { history, states, clock } = await play(steps, { store: await freshStore() })
    for (const [ageMs, stepMs] of [
      [0, 0],
      [5 * 60_000, 10_000],
      [40 * 60_000, 30_000],
      [3 * 3_600_000, 30_000],
    ] as const) {
      const ms = clock.now - ageMs
      const expected = states.findLast(({ at }) => at <= ms)!
      const found = (await history.at(ms))!
      expect(found.services).toEqual(expected.services)
      expect(found.nodes).toEqual(expected.nodes)
      expect(found.feeds).toEqual(expected.feeds)
      const loads = states.filter(({ at }) => at > ms - stepMs - 1 && at <= ms)
      expect(loads.some(({ load }) => sameLoads(load, found.load))).toBe(true)
    }
    await history.close()
  })

  it('goes on after a restart, and what was before is still there', async () => {
    const store = await freshStore()
    const first = await play(
      [
        ['load', 3, 40],
        ['endpoints', 2, 40],
        ['load', 5, 40],
      ],
      { store },
    )
    await first.history.close()
    const clock = { now: first.clock.now + 3_600_000 }
    const { history } = makeTestHistory({ store, clock })
    const later = happen(first.states.at(-1)!, 'load', 9, clock.now)
    history.record(later)
    expect(plain(await history.at(clock.now))).toEqual(plain(remembered(later)))
    expect(plain(await history.at(begun + 90_000))?.services).toEqual(first.states[2]!.services)
    expect(await history.span()).toEqual({ from: begun, to: clock.now })
    await history.close()
  })

  it.skipIf(postgresBin === null)(
    'is the same in PostgreSQL',
    async () => {
      const postgres = await startPostgres(postgresBin!)
      const store = openPostgres(postgres.url, () => {})
      const { history, states, clock } = await play(
        Array.from({ length: 20 }, (_, index): Step => [index % 5 === 0 ? 'endpoints' : 'load', index, 40]),
        { store, mostSegmentBytes: 4_000 },
      )
      await history.close()
      const { history: again } = makeTestHistory({ store, clock })
      const found = await again.at(begun + 420_000)
      expect(plain(found)).toEqual(plain(remembered(states.findLast(({ at }) => at <= begun + 420_000)!)))
      expect(await again.span()).toEqual({ from: begun, to: clock.now })
      const marks = await again.marks(begun, clock.now, 2)
      expect(marks.map(({ changes }) => changes)).toEqual([2, 2])
      await again.close()
      await store.close()
      await postgres.stop()
    },
    60_000,
  )

  it('stays within its bytes, the oldest going first', async () => {
    const store = await freshStore()
    const steps: Step[] = Array.from({ length: 600 }, (_, index) => ['endpoints', index * 7, 10])
    const mostBytes = 40_000
    const { history, clock } = await play(steps, { store, mostBytes, mostSegmentBytes: 4_000 })
    await history.close()
    const row = await store.get<{ bytes: number }>('SELECT SUM(size) AS bytes FROM history_chunks')
    expect(row!.bytes).toBeLessThanOrEqual(mostBytes)
    expect(row!.bytes).toBeGreaterThan(mostBytes / 2)
    const again = makeTestHistory({ store, clock })
    expect(await again.history.at(begun + 60_000)).toBeNull()
    expect(await again.history.at(clock.now)).not.toBeNull()
    const span = await again.history.span()
    expect(await again.history.at(span!.from)).not.toBeNull()
    await again.history.close()
  })

  it('is not disturbed by a store that fails, and writes when it works again', async () => {
    const store = await freshStore()
    const state = { fails: true }
    const faulty: Database = {
      ...store,
      transaction: (work) =>
        state.fails ? Promise.reject(new StoreFull('The store is full.')) : store.transaction(work),
    }
    const { history, logged, fire, clock, states } = await play(
      Array.from({ length: 100 }, (_, index): Step => ['load', index, 5]),
      { store: faulty },
    )
    await turn()
    expect(logged).toEqual(['History cannot be written and waits in memory: The store is full.'])
    expect(plain(await history.at(begun + 250_000))).toEqual(plain(remembered(states[50]!)))
    state.fails = false
    fire()
    await history.close()
    const { history: again } = makeTestHistory({ store, clock })
    expect((await again.at(clock.now))!.at).toBeGreaterThan(states.at(-1)!.at - 30_000)
    await again.close()
  })

  it('begins anew when its writer fails', async () => {
    const store = await freshStore()
    const clock = { now: begun }
    let made = 0
    const makeScribe = () => {
      const scribe = hereScribe(1 << 20)
      return made++ > 0 ? scribe : { ...scribe, take: () => Promise.reject(new Error('The thread ended.')) }
    }
    const { history, logged } = makeTestHistory({ store, clock, makeScribe })
    history.record(firstState())
    await turn()
    expect(logged[0]).toContain('The thread ended.')
    expect(await history.at(begun)).toBeNull()
    clock.now += 60_000
    const later = happen(firstState(), 'load', 5, clock.now)
    history.record(later)
    expect(plain(await history.at(clock.now))).toEqual(plain(remembered(later)))
    await history.close()
  })

  it('remembers on another thread as it does here', async () => {
    const clock = { now: begun }
    const makeScribe = () => startScribe({ run: 'thread', mostSegmentBytes: 1 << 20, hubVersion: '1' })
    const { history } = makeTestHistory({ store: await freshStore(), clock, makeScribe })
    const first = firstState()
    history.record(first)
    clock.now += 4_000
    const second = happen(first, 'endpoints', 1, clock.now)
    history.record(second)
    expect(plain(await history.at(begun + 3_999))).toEqual(plain(remembered(first)))
    expect(plain(await history.at(clock.now))).toEqual(plain(remembered(second)))
    const file = await history.fileAt(clock.now, null)
    const opened = await openSnapshot(file!.bytes, async (bytes) => gunzipSync(bytes))
    expect(opened).toMatchObject({ ok: true, takenAt: clock.now, hub: '1' })
    expect(opened.ok && opened.cluster.services).toEqual(second.services)
    const limited = await history.fileAt(clock.now, [])
    const seen = await openSnapshot(limited!.bytes, async (bytes) => gunzipSync(bytes))
    expect(seen.ok && seen.cluster.services.size).toBe(0)
    await history.close()
  })

  it('draws marks, empty where nothing was recorded', async () => {
    const { history, clock } = await play(
      [
        ['load', 1, 10],
        ['endpoints', 1, 10],
        ['load', 4, 300],
      ],
      {
        store: await freshStore(),
      },
    )
    const marks = await history.marks(begun, begun + 400_000, 4)
    expect(marks.map(({ changes, wrong }) => [changes, wrong === null])).toEqual([
      [1, false],
      [null, true],
      [null, true],
      [0, false],
    ])
    expect(marks[0]!.connections).not.toBeNull()
    // Finer than there are samples: each stretch is as the sample over it, and a change is told once.
    const fine = await history.marks(begun, begun + 20_000, 10)
    expect(fine.map(({ changes, wrong }) => [changes, wrong])).toEqual(Array.from({ length: 10 }, () => [0, 0]))
    expect(await history.changes(begun, clock.now)).toMatchObject([{ is: 'endpoints-changed', at: begun + 20_000 }])
    await history.close()
  })
})

const sameLoads = (a: Cluster['load'], b: Cluster['load']): boolean =>
  a.size === b.size && [...a].every(([node, { active }]) => `${active}` === `${b.get(node)?.active}`)
