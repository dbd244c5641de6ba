import { describe, expect, it } from 'vitest'
import type { Feed } from '#components/live/feed.ts'
import { makeFixedStore } from '#components/live/fixed-store.ts'
import type { LiveStore } from '#components/live/store.ts'
import { emptyCluster } from '#model/cluster.ts'
import { missingVirtualServer, referenceCluster } from '#model/fixtures/clusters.ts'
import { overview } from '#model/scope.ts'
import { makeDetailReader, scopeOfSelection, sharesRows } from './detail.ts'
import { makeReader } from './reader.ts'

const select = 'service:default/web'
const facts = makeReader()(referenceCluster())

describe('what must be looked at', () => {
  it.each([
    [select, 'service:default/web'],
    ['row:znode0|TCP 10.104.197.218:80|100.66.209.194:80', 'service:default/web'],
    ['row:znode4|FWM 77|192.168.50.11:80', 'virtual:FWM 77'],
    ['pod:default/web-1', 'pod:default/web-1'],
    ['endpoint:10.0.0.1', 'endpoint:10.0.0.1'],
  ])('for %s is %s', (asked, thing) => {
    const { thingOf } = makeReader()(missingVirtualServer())
    expect(scopeOfSelection({ thingOf }, asked)).toEqual({ is: 'thing', thing })
  })
  it.each(['', 'node:znode0', 'island:default', 'hosts:zone-a'])('for “%s” is nothing more', (asked) => {
    expect(scopeOfSelection(facts, asked)).toBeNull()
  })
})

it('rows of one Service are shared by all that is selected of it', () => {
  const row = 'row:znode0|TCP 10.104.197.218:80|100.66.209.194:80'
  expect(sharesRows(facts, select, row)).toBe(true)
  expect(sharesRows(facts, select, 'service:default/other')).toBe(false)
  expect(sharesRows(facts, 'node:znode0', 'node:znode1')).toBe(false)
})

describe('rows of a selection', () => {
  const whole = makeFixedStore(referenceCluster())
  const beforeFrame = (feed: Feed): LiveStore => ({
    ...whole,
    feed: () => feed,
    cluster: (scope) => (scope.is === 'overview' ? whole.cluster(overview) : emptyCluster),
  })

  it('are there with the projection', () => {
    const detail = makeDetailReader(whole)(facts, select)
    expect(detail).toMatchObject({ cluster: { virtualServers: { size: 1 } }, facts: { services: [{ id: select }] } })
  })
  it('are waited for while the hub is there, and not when it is gone', () => {
    expect(makeDetailReader(beforeFrame({ is: 'live', at: 1 }))(facts, select)).toBe('waiting')
    expect(makeDetailReader(beforeFrame({ is: 'lost', since: 1, retryAt: 2 }))(facts, select)).toBeNull()
    expect(makeDetailReader(beforeFrame({ is: 'live', at: 1 }))(facts, 'node:znode0')).toBeNull()
  })
})
