import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareAddresses, formatIpv6, normaliseAddress, parseIpv6 } from './address.ts'
import { serversArbitrary, virtualServerArbitrary } from './fixtures/arbitrary.ts'
import {
  applyTable,
  diffTables,
  formatCanonical,
  hashVirtualServer,
  makeTable,
  type VirtualServer,
} from './topology.ts'

describe('content addressing', () => {
  it('order does not matter, anything else does', () => {
    fc.assert(
      fc.property(serversArbitrary, (servers) => {
        expect(makeTable([...servers].reverse()).hash).toBe(makeTable(servers).hash)
      }),
    )
    fc.assert(
      fc.property(virtualServerArbitrary, virtualServerArbitrary, (a, b) => {
        expect(hashVirtualServer(a) === hashVirtualServer(b)).toBe(formatCanonical(a) === formatCanonical(b))
      }),
    )
  })

  it('applyTable(a, diffTables(a, b)) is b', () => {
    fc.assert(
      fc.property(serversArbitrary, serversArbitrary, (a, b) => {
        const [from, to] = [makeTable(a), makeTable(b)]
        const blobs = new Map([...from.blobs, ...to.blobs])
        expect(applyTable(from.table, diffTables(from.table, to.table), (hash) => blobs.get(hash))).toEqual(to.table)
      }),
    )
  })

  it('has a canonical text that does not change by accident', () => {
    const server: VirtualServer = {
      match: { protocol: 'TCP', address: '10.104.197.218', port: 80 },
      scheduler: 'rr',
      schedulerFlags: null,
      onePacket: false,
      persistence: { timeoutSeconds: 10_800, prefix: 32 },
      realServers: [{ address: '100.66.209.194', port: 80, forward: 'Masq', weight: 1 }],
    }
    expect(formatCanonical(server)).toBe(
      'v1 TCP 10.104.197.218:80 rr flags=? persistent=10800/32\n100.66.209.194:80 Masq 1',
    )
    expect(hashVirtualServer(server)).toBe('e7d6819833d57cb9a7ec9593efe75d14')
  })
})

describe('addresses', () => {
  it.each([
    ['fd00:1:0:0:0:0:0:10', 'fd00:1::10'],
    ['::', '::'],
    ['0:0:1:0:0:0:0:1', '0:0:1::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::ffff:10.0.0.1', '::ffff:10.0.0.1'],
    ['1::2::3', null],
    ['10.0.0.256', null],
    ['10.0.0.01', null],
    ['fe80::1%eth0', null],
  ])('%s is %s', (text, normal) => expect(normaliseAddress(text)).toBe(normal))

  it('IPv6 text round-trips', () => {
    const groups = fc.array(fc.oneof(fc.constant(0), fc.nat(0xffff)), { minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(groups, (value) => {
        expect(parseIpv6(formatIpv6(value))).toEqual(value)
      }),
    )
  })

  it('sorts by value, IPv4 first', () => {
    const sorted = ['fd00::2', '10.0.0.10', '10.0.0.9', 'fd00::1'].sort(compareAddresses)
    expect(sorted).toEqual(['10.0.0.9', '10.0.0.10', 'fd00::1', 'fd00::2'])
  })
})
