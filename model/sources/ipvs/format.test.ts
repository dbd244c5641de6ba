import { expect, test } from 'vitest'
import type { VirtualServer } from '../../topology.ts'
import { formatTable, formatVirtualServer } from './format.ts'

const mark = (value: number, more: Partial<VirtualServer> = {}): VirtualServer => ({
  match: { protocol: 'FWM', mark: value },
  scheduler: 'rr',
  schedulerFlags: null,
  onePacket: false,
  persistence: null,
  realServers: [],
  ...more,
})

// Each seen in the output of ipvsadm 1.31.
test('a firewall mark is written as a signed number, with its family when that is IPv6', () => {
  const realServers = [{ address: 'fd00:244::12', port: 0, forward: 'Masq', weight: 1 }] as const
  expect(formatVirtualServer(mark(77))).toBe('FWM  77 rr')
  expect(formatVirtualServer(mark(0xffff_ffff))).toBe('FWM  -1 rr')
  expect(formatVirtualServer(mark(79, { realServers }))).toBe('FWM  79 IPv6 rr')
  expect(formatVirtualServer(mark(80, { persistence: { timeoutSeconds: 100, prefix: 64 } }))).toBe(
    'FWM  80 IPv6 rr persistent 100 mask 64',
  )
})

test('marks above half of their range come before addresses', () => {
  const address: VirtualServer = { ...mark(0), match: { protocol: 'TCP', address: '10.0.0.1', port: 80 } }
  const table = { version: '1.2.1', size: 4096, servers: [address, mark(77), mark(0xffff_ffff)], kernelOrder: null }
  expect(formatTable(table, [], []).split('\n').slice(3, -1)).toEqual([
    'FWM  -1 rr',
    'TCP  10.0.0.1:80 rr',
    'FWM  77 rr',
  ])
})
