import { describe, expect, it, vi } from 'vitest'
import { type Cluster, emptyCluster } from '#model/cluster.ts'
import { diff, snapshot } from '#model/diff.ts'
import { driftingCluster, referenceCluster } from '#model/fixtures/clusters.ts'
import { makeFrame, parseFrame } from '#model/protocol.ts'
import { makeLiveStore } from './store.ts'

/** As it comes off the socket. */
const travel = (epoch: string, from: number, next: number, before: Cluster, after: Cluster) =>
  parseFrame(
    JSON.parse(
      JSON.stringify(makeFrame(epoch, from, next, before === emptyCluster ? snapshot(after) : diff(before, after))),
    ),
  )!

const first = referenceCluster()
const second = { ...driftingCluster(), at: first.at + 2_000 }

function connected() {
  let wall = first.at + 5_000
  const store = makeLiveStore(() => wall)
  store.begin('e')
  store.accept(travel('e', 0, 1, emptyCluster, first))
  return { store, pass: (ms: number) => (wall += ms) }
}

describe('a live store', () => {
  it('waits, then has what the hub has', () => {
    const store = makeLiveStore(() => 0)
    expect(store.feed()).toEqual({ is: 'connecting' })
    store.begin('e')
    expect(store.feed()).toEqual({ is: 'waiting' })
    expect(store.accept(travel('e', 0, 1, emptyCluster, first))).toBe(true)
    expect(store.cluster()).toEqual(first)
    expect(store.feed()).toEqual({ is: 'live', at: first.at })
  })

  it('follows frame by frame', () => {
    const { store } = connected()
    expect(store.accept(travel('e', 1, 2, first, second))).toBe(true)
    expect(store.cluster()).toEqual(second)
  })

  it.each([
    ['another run of the hub', 'other', 1],
    ['a frame that skips one', 'e', 2],
    ['the same frame twice', 'e', 0],
  ])('refuses %s and keeps what it has', (_, epoch, from) => {
    const { store } = connected()
    const before = store.cluster()
    expect(store.accept(travel(epoch, from, 9, first, second))).toBe(false)
    expect(store.cluster()).toBe(before)
  })

  it('takes a new hub’s snapshot without making equal things new', () => {
    const { store } = connected()
    const before = store.cluster()
    store.begin('f')
    expect(store.cluster()).toBe(before)
    expect(store.accept(travel('f', 0, 1, emptyCluster, { ...first, at: first.at + 1 }))).toBe(true)
    expect(store.cluster().nodes).toBe(before.nodes)
    expect(store.cluster().services).toBe(before.services)
  })

  it('tells time by the hub’s clock', () => {
    const { store, pass } = connected()
    expect(store.now()).toBe(first.at)
    pass(3_000)
    expect(store.now()).toBe(first.at + 3_000)
  })

  it('tells listeners until they leave', () => {
    const { store } = connected()
    const listener = vi.fn()
    const leave = store.subscribe(listener)
    store.setFeed({ is: 'stale', since: 1 })
    leave()
    store.setFeed({ is: 'stale', since: 2 })
    expect(listener).toHaveBeenCalledTimes(1)
  })
})
