import { expect, it } from 'vitest'
import { shopCluster } from '#model/fixtures/shop.ts'
import type { Feed } from './feed.ts'
import { makeFixedStore } from './fixed-store.ts'
import { makeLiveStore } from './store.ts'
import { makeTestTimer } from './testing.ts'

it.each<[Feed, number]>([
  [{ is: 'live', at: 1 }, 1],
  [{ is: 'connecting' }, 0],
  [{ is: 'stale', since: 1 }, 0],
  [{ is: 'lost', since: 1, retryAt: 2 }, 0],
  [{ is: 'kept', takenAt: 1 }, 0],
])('of a page that is %j time passes at %s', (feed, speed) => {
  expect(makeFixedStore(shopCluster(), feed).speed()).toBe(speed)
  const live = makeLiveStore(() => 0, makeTestTimer().timer)
  live.setFeed(feed)
  expect(live.speed()).toBe(speed)
})
