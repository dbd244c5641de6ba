import { describe, expect, it } from 'vitest'
import { decodeRequest } from '#model/sources/ipvs/netlink.ts'
import { encodeService, type NetlinkService } from '#model/sources/ipvs/netlink-service.ts'
import type { Kernel, Netlink } from './kernel.ts'
import { makeNodeReader } from './read.ts'
import { bareKernel } from './testing.ts'

const text = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
TCP  0A60001E:01BB mh  persistent 36000 FFFFFFFF
`
const service: NetlinkService = {
  match: { protocol: 'TCP', address: '10.96.0.30', port: 443 },
  family: 4,
  scheduler: 'mh',
  schedulerFlags: ['mh-port'],
  onePacket: false,
  persistence: { timeoutSeconds: 360, prefix: 32 },
  persistenceEngine: null,
  totals: null,
}

function makeKernel() {
  const state = {
    text,
    services: [service],
    refusal: null as string | null,
    failure: null as string | null,
    nowNs: 0n,
  }
  const netlink: Netlink = {
    request(message) {
      if (state.failure !== null) throw new Error(state.failure)
      return decodeRequest(message)?.is === 'services' ? state.services.map(encodeService) : []
    },
    close() {},
  }
  const kernel: Kernel = {
    ...bareKernel,
    read: (path) => (path === '/proc/net/ip_vs' ? new TextEncoder().encode(state.text) : null),
    monotonicNs: () => (state.nowNs += 2_000_000_000n),
    openNetlink: () => (state.refusal === null ? netlink : { why: state.refusal }),
  }
  const look = makeNodeReader(kernel, () => null)
  const read = () => {
    const outcome = look()
    if (outcome.is !== 'read') throw new Error(outcome.why)
    return outcome.reading
  }
  return { state, read }
}

describe('an agent with netlink', () => {
  it('knows scheduler flags, and persistence in seconds though the ticks of the node are unknown', () => {
    const reading = makeKernel().read()
    expect(reading.showsSchedulerFlags).toBe(true)
    expect(reading.withoutCounters).toBeNull()
    expect(reading.structure.servers).toMatchObject([
      { schedulerFlags: ['mh-port'], persistence: { timeoutSeconds: 360, prefix: 32 } },
    ])
  })

  it('sees flags change that /proc does not show', () => {
    const { state, read } = makeKernel()
    const before = read()
    state.services = [{ ...service, schedulerFlags: ['mh-fallback', 'mh-port'] }]
    read()
    const after = read()
    expect(after.structure.servers[0]!.schedulerFlags).toEqual(['mh-fallback', 'mh-port'])
    expect(after.structure.hash).not.toBe(before.structure.hash)
    expect(read().structure).toBe(after.structure)
  })

  it('says why a reading has no totals, and has them again with the next', () => {
    const { state, read } = makeKernel()
    read()
    state.failure = 'The kernel did not answer a netlink question within a second.'
    expect(read()).toMatchObject({ counters: null, withoutCounters: state.failure })
    state.failure = null
    expect(read()).toMatchObject({ withoutCounters: null, showsSchedulerFlags: true })
  })
})

describe('an agent without netlink', () => {
  it('says why, knows no flags, and tries again when the table changes', () => {
    const { state, read } = makeKernel()
    state.refusal = 'Totals need the NET_ADMIN capability.'
    const reading = read()
    expect(reading).toMatchObject({ counters: null, withoutCounters: state.refusal, showsSchedulerFlags: false })
    expect(reading.structure.servers).toMatchObject([{ schedulerFlags: null, persistence: { timeoutSeconds: null } }])
    state.refusal = null
    expect(read().counters).toBeNull()
    state.text = `${text}TCP  0A60001F:01BB rr  \n`
    expect(read()).toMatchObject({ withoutCounters: null, showsSchedulerFlags: true })
  })
})
