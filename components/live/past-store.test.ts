import { describe, expect, it } from 'vitest'
import { emptyCluster } from '#model/cluster.ts'
import { troubledShop } from '#model/fixtures/shop.ts'
import { overview } from '#model/scope.ts'
import { type Moment, makePastStore } from './past-store.ts'
import { makeLiveStore } from './store.ts'
import { browserTimer } from './timer.ts'

const shop = troubledShop()
const turn = () => new Promise((resolve) => setImmediate(resolve))

function makeHub() {
  const asked: { readonly at: number; answer: (moment: Moment) => void }[] = []
  const live = makeLiveStore(() => 0, browserTimer)
  const store = makePastStore(
    (at) =>
      new Promise((answer) => {
        asked.push({ at, answer })
      }),
    live,
  )
  const give = async (at: number) => {
    asked.find((one) => one.at === at)!.answer({ is: 'moment', cluster: { ...shop, at } })
    await turn()
  }
  return { store, live, asked, give }
}

describe('past moments', () => {
  it('show nothing before the first is there, then say when they are', async () => {
    const { store, give } = makeHub()
    store.show(1_000)
    expect(store.cluster(overview)).toBe(emptyCluster)
    expect(store.isFetching()).toBe(true)
    await give(1_000)
    expect(store.isFetching()).toBe(false)
    expect(store.feed()).toEqual({ is: 'past', at: 1_000 })
    expect(store.now()).toBe(1_000)
    expect(store.cluster(overview).services.size).toBe(shop.services.size)
  })

  it('keep what is the same from one to the next, and the one before while one is fetched', async () => {
    const { store, give } = makeHub()
    store.show(1_000)
    await give(1_000)
    const before = store.cluster(overview)
    store.show(2_000)
    expect(store.cluster(overview)).toBe(before)
    await give(2_000)
    expect(store.newest().at).toBe(2_000)
    expect(store.cluster(overview).services).toBe(before.services)
  })

  it('are fetched once, and those nobody waits for any more change nothing', async () => {
    const { store, asked, give } = makeHub()
    store.show(1_000)
    store.show(2_000)
    await give(2_000)
    await give(1_000)
    expect(store.newest().at).toBe(2_000)
    store.show(1_000)
    expect(store.newest().at).toBe(1_000)
    expect(asked.map(({ at }) => at)).toEqual([1_000, 2_000])
  })

  it('are not all asked for while a hand drags: of those in between the last', async () => {
    const { store, asked, give } = makeHub()
    for (let at = 1; at <= 20; at++) store.show(at)
    expect(asked.map(({ at }) => at)).toEqual([1, 2, 3])
    await give(1)
    expect(asked.map(({ at }) => at)).toEqual([1, 2, 3, 20])
    await give(20)
    expect(store.newest().at).toBe(20)
  })

  it('are looked at by whom the hub takes the page for, and hear of nothing else that is live', () => {
    const { store, live } = makeHub()
    let told = 0
    store.subscribe(() => told++)
    live.setFeed({ is: 'waiting' })
    expect([store.who(), told]).toEqual([null, 0])
    const ann = { login: 'token', name: 'Ann', roles: ['view'] } as const
    live.begin('epoch', ann)
    expect([store.who(), told]).toEqual([ann, 1])
  })

  it('stand still but while they are played', () => {
    const { store } = makeHub()
    const heard: number[] = []
    store.subscribe(() => heard.push(store.speed()))
    expect(store.speed()).toBe(0)
    for (const speed of [10, 10, 0]) store.play(speed)
    expect(heard).toEqual([10, 0])
  })

  it('say why there is none', async () => {
    const { store, asked } = makeHub()
    store.show(1)
    asked[0]!.answer({ is: 'trouble', why: 'none' })
    await turn()
    expect([store.trouble(), store.isFetching()]).toEqual(['none', false])
  })
})
