import { describe, expect, it } from 'vitest'
import { mapCounters } from '#model/load.ts'
import { decodeRequest } from '#model/sources/ipvs/netlink.ts'
import { encodeService, type NetlinkService } from '#model/sources/ipvs/netlink-service.ts'
import type { Kernel } from './kernel.ts'
import { makeNodeReader, type NodeReading } from './read.ts'
import { answering, bareKernel } from './testing.ts'

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
  totals: mapCounters(() => 0n),
}

function makeKernel() {
  const state = {
    text,
    services: [service],
    refusal: null as string | null,
    failure: null as string | null,
    nowNs: 0n,
    asked: 0,
    /** The numbers of /proc/net/ip_vs_stats; null where there is no such file. */
    stats: null as string | null,
  }
  const files: Record<string, () => string | null> = {
    '/proc/net/ip_vs': () => state.text,
    '/proc/net/ip_vs_stats': () =>
      state.stats && `Total Incoming Outgoing Incoming Outgoing\nConns Packets Packets Bytes Bytes\n${state.stats}\n`,
  }
  const netlink = answering((message) => {
    state.asked++
    if (state.failure !== null) throw new Error(state.failure)
    return decodeRequest(message)?.is === 'services' ? state.services.map((each) => encodeService(each)) : []
  })
  const kernel: Kernel = {
    ...bareKernel,
    read: (path) => {
      const content = files[path]?.() ?? null
      return content === null ? null : new TextEncoder().encode(content)
    },
    monotonicNs: () => (state.nowNs += 2_000_000_000n),
    openNetlink: () => (state.refusal === null ? netlink : { why: state.refusal }),
  }
  const reader = makeNodeReader(kernel, () => null)
  const read = () => {
    const outcome = reader.read()
    if (outcome.is !== 'read') throw new Error(outcome.why)
    return outcome.reading
  }
  return { state, read }
}

const headsOf = ({ structure }: NodeReading) => structure.servers.map(({ head }) => head)

describe('an agent with netlink', () => {
  it('knows scheduler flags, and persistence in seconds though the ticks of the node are unknown', () => {
    const reading = makeKernel().read()
    expect(reading.showsSchedulerFlags).toBe(true)
    expect(reading.withoutCounters).toBeNull()
    expect(headsOf(reading)).toMatchObject([
      { schedulerFlags: ['mh-port'], persistence: { timeoutSeconds: 360, prefix: 32 } },
    ])
  })

  it('sees flags change that /proc does not show', () => {
    const { state, read } = makeKernel()
    const before = read()
    state.services = [{ ...service, schedulerFlags: ['mh-fallback', 'mh-port'] }]
    read()
    const after = read()
    expect(headsOf(after)[0]!.schedulerFlags).toEqual(['mh-fallback', 'mh-port'])
    expect(after.structure.hash).not.toBe(before.structure.hash)
    expect(read().structure).toBe(after.structure)
  })

  it('says why a reading has no totals, and has them again with the next', () => {
    const { state, read } = makeKernel()
    read()
    state.failure = 'The kernel did not answer a netlink question within a second.'
    expect(read()).toMatchObject({ withoutCounters: state.failure })
    state.failure = null
    expect(read()).toMatchObject({ withoutCounters: null, showsSchedulerFlags: true })
  })

  it('does not ask while the node’s own totals stand still, but for settings now and then', () => {
    const { state, read } = makeKernel()
    const asked = (times: number) => {
      const before = state.asked
      for (let turn = 0; turn < times; turn++) read()
      return state.asked - before
    }
    state.stats = 'F 52 38 11F2 C8D'
    asked(5)
    // A reading takes some seconds here: two of every ten.
    expect(asked(10)).toBeLessThan(5)
    expect(asked(10)).toBeGreaterThan(0)
    state.stats = '10 53 38 12F2 C8D'
    expect(asked(1)).toBe(1)
  })
})

describe('an agent without netlink', () => {
  it('says why, knows no flags, and tries again when the table changes', () => {
    const { state, read } = makeKernel()
    state.refusal = 'Totals need the NET_ADMIN capability.'
    const reading = read()
    expect(reading).toMatchObject({ withoutCounters: state.refusal, showsSchedulerFlags: false })
    expect(headsOf(reading)).toMatchObject([{ schedulerFlags: null, persistence: { timeoutSeconds: null } }])
    state.refusal = null
    expect(read().withoutCounters).not.toBeNull()
    state.text = `${text}TCP  0A60001F:01BB rr  \n`
    expect(read()).toMatchObject({ withoutCounters: null, showsSchedulerFlags: true })
  })
})
