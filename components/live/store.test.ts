import { describe, expect, it, vi } from 'vitest'
import { type Cluster, emptyCluster } from '#model/cluster.ts'
import { diff, snapshot } from '#model/diff.ts'
import { driftingCluster, referenceCluster } from '#model/fixtures/clusters.ts'
import { makeNodeName } from '#model/ids.ts'
import { makeFrame, parseFrame } from '#model/protocol.ts'
import { makeScopeKey, mostScopes, overview, type Scope } from '#model/scope.ts'
import { keptMs, makeLiveStore } from './store.ts'
import { makeTestTimer } from './testing.ts'

const nodeScope = (name: string): Scope => ({ is: 'node', node: makeNodeName(name) })

interface Travel {
  readonly epoch?: string
  readonly scope?: Scope
  readonly from: number
  readonly to?: number
}

/** As it comes off the socket. */
const travel = ({ epoch = 'e', scope = overview, from, to = from + 1 }: Travel, before: Cluster, after: Cluster) => {
  const delta = before === emptyCluster ? snapshot(after) : diff(before, after)
  return parseFrame(JSON.parse(JSON.stringify(makeFrame(epoch, makeScopeKey(scope), from, to, delta))))!
}

const first = referenceCluster()
const second = { ...driftingCluster(), at: first.at + 2_000 }

function begin() {
  let wall = first.at + 5_000
  const { timer, pass } = makeTestTimer()
  const store = makeLiveStore(() => wall, timer)
  const pause = (ms: number) => {
    wall += ms
    pass(ms)
  }
  return { store, pause }
}

function connected() {
  const made = begin()
  made.store.look(overview)
  made.store.begin('e')
  made.store.accept(travel({ from: 0 }, emptyCluster, first))
  return made
}

describe('a live store', () => {
  it('waits, then has what the hub has', () => {
    const { store } = begin()
    store.look(overview)
    expect(store.feed()).toEqual({ is: 'connecting' })
    store.begin('e')
    expect(store.feed()).toEqual({ is: 'waiting' })
    expect(store.accept(travel({ from: 0 }, emptyCluster, first))).toBe(true)
    expect(store.cluster(overview)).toEqual(first)
    expect(store.feed()).toEqual({ is: 'live', at: first.at })
  })

  it('follows frame by frame', () => {
    const { store } = connected()
    expect(store.accept(travel({ from: 1 }, first, second))).toBe(true)
    expect(store.cluster(overview)).toEqual(second)
  })

  it.each([
    ['another run of the hub', { epoch: 'other', from: 1 }],
    ['a frame that skips one', { from: 2 }],
  ])('refuses %s and keeps what it has', (_, about) => {
    const { store } = connected()
    const before = store.cluster(overview)
    expect(store.accept(travel(about, first, second))).toBe(false)
    expect(store.cluster(overview)).toBe(before)
  })

  it('takes a new hub’s snapshot without making equal things new', () => {
    const { store } = connected()
    const before = store.cluster(overview)
    store.begin('f')
    expect(store.cluster(overview)).toBe(before)
    const again = { ...first, at: first.at + 1 }
    expect(store.accept(travel({ epoch: 'f', from: 0 }, emptyCluster, again))).toBe(true)
    expect(store.cluster(overview).nodes).toBe(before.nodes)
    expect(store.cluster(overview).services).toBe(before.services)
  })

  it('believes a new hub whose clock is behind', () => {
    const { store } = connected()
    store.begin('f')
    const earlier = { ...first, at: first.at - 3_600_000 }
    store.accept(travel({ epoch: 'f', from: 0 }, emptyCluster, earlier))
    expect(store.newest().at).toBe(earlier.at)
    expect(store.feed()).toEqual({ is: 'live', at: earlier.at })
  })

  it('tells time by the hub’s clock', () => {
    const { store, pause } = connected()
    expect(store.now()).toBe(first.at)
    pause(3_000)
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

describe('scopes', () => {
  const [a, b] = [nodeScope('a'), nodeScope('b')]

  it('have a cluster each, and the newest is for all', () => {
    const { store } = connected()
    store.look(a)
    expect(store.cluster(a)).toBe(emptyCluster)
    store.accept(travel({ scope: a, from: 0 }, emptyCluster, second))
    expect(store.cluster(overview)).toEqual(first)
    expect(store.cluster(a)).toEqual(second)
    expect(store.newest()).toBe(store.cluster(a))
    store.accept(travel({ from: 1 }, first, { ...first, at: first.at + 1 }))
    expect(store.newest()).toBe(store.cluster(a))
  })

  it('are wanted as long as anybody looks, and a moment longer', () => {
    const { store, pause } = connected()
    const leave = [store.look(a), store.look(a)]
    leave[0]!()
    leave[0]!()
    expect(store.wanted()).toEqual([overview, a])
    leave[1]!()
    pause(keptMs - 1)
    expect(store.wanted()).toEqual([overview, a])
    const changed = vi.fn()
    store.subscribeWanted(changed)
    pause(1)
    expect(store.wanted()).toEqual([overview])
    expect(changed).toHaveBeenCalledOnce()
  })

  it('come back with what was known', () => {
    const { store, pause } = connected()
    const leave = store.look(a)
    store.accept(travel({ scope: a, from: 0 }, emptyCluster, second))
    leave()
    pause(keptMs / 2)
    store.told(store.wanted())
    store.look(a)
    expect(store.cluster(a)).toEqual(second)
    pause(keptMs)
    expect(store.wanted()).toEqual([overview, a])
  })

  it('are forgotten when the hub is told so, and frames still on their way are let pass', () => {
    const { store, pause } = connected()
    const leave = store.look(a)
    store.accept(travel({ scope: a, from: 0 }, emptyCluster, second))
    leave()
    pause(keptMs)
    expect(store.cluster(a)).toEqual(second)
    store.told(store.wanted())
    expect(store.cluster(a)).toBe(emptyCluster)
    const late = travel({ scope: a, from: 1 }, second, { ...second, at: second.at + 1 })
    expect(store.accept(late)).toBe(true)
    store.look(a)
    expect(store.accept(late)).toBe(true)
    expect(store.cluster(a)).toBe(emptyCluster)
    expect(store.accept(travel({ scope: a, from: 0 }, emptyCluster, second))).toBe(true)
  })

  it('are asked for only as a hub understands them', () => {
    const { store } = begin()
    store.look({ is: 'thing', thing: `service:${'x'.repeat(10_000)}` })
    store.look({ is: 'thing', thing: 'nonsense' })
    const pod = { is: 'thing', thing: `pod:${'n'.repeat(63)}/${'p'.repeat(253)}` } as const
    store.look(pod)
    expect(store.wanted()).toEqual([pod])
  })

  it('are no more than a hub answers for: those looked at, then those left last', () => {
    const { store } = begin()
    for (const name of ['1', '2', '3', '4']) store.look(nodeScope(name))()
    store.look(b)
    expect(store.wanted()).toHaveLength(mostScopes)
    expect(store.wanted()).toEqual([b, nodeScope('4'), nodeScope('3'), nodeScope('2')])
  })
})
