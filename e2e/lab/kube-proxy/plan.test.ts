import { describe, expect, test } from 'vitest'
import type { RealServer, VirtualServer } from '#model/topology.ts'
import { parseListing } from './listing.ts'
import { planDrained, planSync, rowKey } from './plan.ts'

const real = (address: string): RealServer => ({ address, port: 80, forward: 'Masq', weight: 1 })
const web = (...addresses: string[]): VirtualServer => ({
  match: { protocol: 'TCP', address: '10.104.197.218', port: 80 },
  scheduler: 'rr',
  schedulerFlags: [],
  onePacket: false,
  persistence: null,
  realServers: addresses.map(real),
})
const head = 'TCP  10.104.197.218:80 rr'
const row = (address: string, weight = 1, active = 0, inactive = 0) =>
  `  -> ${address}:80            Masq    ${weight}      ${active}          ${inactive}         `
const listing = (...lines: string[]) => parseListing(`${lines.join('\n')}\n`)
const none: ReadonlySet<string> = new Set()
const key = 'TCP 10.104.197.218:80'

describe('a sync', () => {
  test('makes what is missing, in order', () => {
    expect(planSync(new Map(), [web('100.66.209.194', '100.74.135.1')], none, false).lines).toEqual([
      '-A -t 10.104.197.218:80 -s rr',
      '-a -t 10.104.197.218:80 -r 100.66.209.194:80 -m -w 1',
      '-a -t 10.104.197.218:80 -r 100.74.135.1:80 -m -w 1',
    ])
  })

  test('says nothing where all is as wanted', () => {
    expect(planSync(listing(head, row('100.66.209.194', 1, 3, 4)), [web('100.66.209.194')], none, false).lines).toEqual(
      [],
    )
  })

  test('lets a TCP row with connections drain, and takes one without away', () => {
    const have = listing(head, row('100.66.209.194', 1, 0, 2), row('100.74.135.1'))
    const plan = planSync(have, [web()], none, false)
    expect(plan.lines).toEqual([
      '-e -t 10.104.197.218:80 -r 100.66.209.194:80 -m -w 0',
      '-d -t 10.104.197.218:80 -r 100.74.135.1:80',
    ])
    expect([...plan.draining]).toEqual([rowKey(key, '100.66.209.194:80')])
  })

  test('leaves a draining row to the minute, and makes it anew when it is wanted again', () => {
    const have = listing(head, row('100.66.209.194', 0, 1))
    const draining = new Set([rowKey(key, '100.66.209.194:80')])
    const still = planSync(have, [web()], draining, false)
    expect(still.lines).toEqual([])
    expect(still.draining).toEqual(draining)
    const again = planSync(have, [web('100.66.209.194')], draining, false)
    expect(again.lines).toEqual([
      '-d -t 10.104.197.218:80 -r 100.66.209.194:80',
      '-a -t 10.104.197.218:80 -r 100.66.209.194:80 -m -w 1',
    ])
    expect(again.draining.size).toBe(0)
  })

  test('looks at weights only when it has just started', () => {
    const have = listing(head, row('100.66.209.194', 7))
    expect(planSync(have, [web('100.66.209.194')], none, false).lines).toEqual([])
    expect(planSync(have, [web('100.66.209.194')], none, true).lines).toEqual([
      '-e -t 10.104.197.218:80 -r 100.66.209.194:80 -m -w 1',
    ])
  })

  test('takes UDP rows away at once, and every virtual server that is not wanted', () => {
    const have = listing('UDP  10.0.0.10:53 rr', row('100.66.209.194', 1, 0, 9), 'FWM  77 wlc', 'TCP  [fd00::1]:80 rr')
    const dns = { ...web(), match: { protocol: 'UDP', address: '10.0.0.10', port: 53 } } as const
    expect(planSync(have, [dns], none, false).lines).toEqual([
      '-d -u 10.0.0.10:53 -r 100.66.209.194:80',
      '-D -f 77',
      '-D -t [fd00::1]:80',
    ])
  })

  test('changes scheduler and persistence in place', () => {
    const persistent = { ...web(), persistence: { timeoutSeconds: 10_800, prefix: 32 } }
    expect(planSync(listing(head), [persistent], none, false).lines).toEqual(['-E -t 10.104.197.218:80 -s rr -p 10800'])
    expect(planSync(listing(`${head} persistent 10800`), [persistent], none, false).lines).toEqual([])
  })
})

test('the minute takes drained rows away when no connection is left', () => {
  const draining = new Set([rowKey(key, '100.66.209.194:80'), rowKey(key, '100.74.135.1:80')])
  const have = listing(head, row('100.66.209.194', 0, 0, 1), row('100.74.135.1', 0), row('100.108.11.194'))
  const plan = planDrained(have, draining)
  expect(plan.lines).toEqual(['-d -t 10.104.197.218:80 -r 100.74.135.1:80'])
  expect([...plan.draining]).toEqual([rowKey(key, '100.66.209.194:80')])
})
