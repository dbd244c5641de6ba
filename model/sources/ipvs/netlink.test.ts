import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareAddresses, formatIpv4, formatIpv6 } from '../../address.ts'
import { counterNames, mapCounters, type Totals } from '../../load.ts'
import { type Match, makeKey, type VirtualServer } from '../../topology.ts'
import captured from './fixtures/netlink-linux-6.1.json' with { type: 'json' }
import { formatVirtualServer } from './format.ts'
import {
  decodeFamilyId,
  decodeInfo,
  decodeRequest,
  encodeFamilyId,
  encodeInfo,
  flagsOf,
  makeDestsRequest,
  makeFamilyRequest,
  makeInfoRequest,
  makeServicesRequest,
} from './netlink.ts'
import { decodeDest, encodeDest, type NetlinkDest } from './netlink-dest.ts'
import { decodeService, encodeService, type NetlinkService } from './netlink-service.ts'
import { copyTotals, halvesOfTotals, isRow, makeReplyView, printOf, viewReply } from './netlink-totals.ts'
import { encodeMessage, messageLength, messageTypes } from './netlink-wire.ts'
import { encodePayload, u64 } from './netlink-write.ts'
import { rowKeyBytes, writeRowKey } from './row-key.ts'

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'))
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const service = (text: string): NetlinkService => {
  const decoded = decodeService(hex(text))
  if (!decoded.ok) throw new Error(decoded.why)
  return decoded.value
}
const dest = (text: string, family: 4 | 6 = 4): NetlinkDest => {
  const decoded = decodeDest(hex(text), family)
  if (!decoded.ok) throw new Error(decoded.why)
  return decoded.value
}
const numbersOf = (totals: Totals | null) => counterNames.map((name) => String(totals?.[name]))

describe('requests, byte for byte as sent to a kernel', () => {
  const sent = (type: number, sequence: number, payload: Uint8Array) =>
    toHex(encodeMessage(type, flagsOf(payload), sequence, payload))

  it('asks the controller for the family', () => {
    expect(sent(messageTypes.controller, 1, makeFamilyRequest())).toBe(
      '2000000010000100010000000000000003010000090002004950565300000000',
    )
  })
  it('asks for information, virtual servers and real servers', () => {
    expect(sent(0x1c, 1, makeInfoRequest())).toBe('140000001c00010001000000000000000f010000')
    expect(sent(0x1c, 2, makeServicesRequest())).toBe('140000001c000103020000000000000004010000')
    expect(sent(0x1c, 3, makeDestsRequest({ protocol: 'UDP', address: '10.96.0.100', port: 53 }, 4))).toBe(
      '440000001c000103030000000000000008010000300001800600010002000000060002001100000014000300' +
        '0a6000640000000000000000000000000600040000350000',
    )
  })
})

describe('replies of Linux 6.1', () => {
  const servers = captured.virtualServers.map((entry) => ({
    service: service(entry.service),
    dests: entry.dests.map((text) => dest(text)),
  }))

  it('word scheduler, flags and persistence as ipvsadm did on the same kernel', () => {
    // `sh ()` is a flag sh does not know; an IPv6 firewall mark is not told from an IPv4 one in a table.
    const known = servers.filter(({ service: { match, family } }) =>
      match.protocol === 'FWM' ? family === 4 : match.address !== '10.96.0.32',
    )
    for (const { service: found } of known) expect(captured.listing).toContain(formatVirtualServer(toServer(found)))
    expect(known.length).toBe(14)
  })

  it('hold the totals ipvsadm --stats --exact printed', () => {
    const printed = captured.stats.slice(3).map((line) => line.trim().replace(/^-> /, '').replaceAll(/ +/g, ' '))
    const lines = servers
      .toSorted((a, b) => captured.stats.findIndex(startsAs(a.service)) - captured.stats.findIndex(startsAs(b.service)))
      .flatMap((entry) => [
        `${nameOf(entry.service)} ${numbersOf(entry.service.totals).join(' ')}`,
        ...entry.dests
          .toSorted((a, b) => compareAddresses(a.address, b.address))
          .map((real) => `${realName(real)} ${numbersOf(real.totals).join(' ')}`),
      ])
    expect(lines).toEqual(printed)
    expect(lines).toContain('127.0.0.3:8080 5 30 20 1970 6705')
  })

  it('hold what else a real server has', () => {
    const web = servers.find((entry) => makeKey(entry.service.match) === 'TCP 10.96.0.20:80')!
    expect(
      web.dests.map((real) => [real.address, real.forward, real.weight, real.upperThreshold, real.lowerThreshold]),
    ).toEqual([
      ['192.168.50.12', 'Tunnel', 0, 0, 0],
      ['127.0.0.3', 'Masq', 2, 0, 0],
      ['127.0.0.2', 'Masq', 1, 100, 50],
    ])
    expect(web.dests.map((real) => [real.active, real.inactive, real.persistent])).toEqual([
      [0, 0, 0],
      [0, 5, 1],
      [0, 0, 0],
    ])
  })

  it('tell version and connection table size', () => {
    expect(decodeInfo(hex('0e01000008000100010201000800020000100000'))).toEqual({
      ok: true,
      value: { version: '1.2.1', connectionTableSize: 4096 },
    })
  })

  const startsAs = (found: NetlinkService) => (line: string) =>
    line.replaceAll(/ +/g, ' ').startsWith(`${nameOf(found)} `)
  const realName = (real: NetlinkDest) =>
    real.address.includes(':') ? `[${real.address}]:${real.port}` : `${real.address}:${real.port}`
  const nameOf = ({ match, family }: NetlinkService) =>
    makeKey(match) + (match.protocol === 'FWM' && family === 6 ? ' IPv6' : '')
  const toServer = (found: NetlinkService): VirtualServer => ({ ...found, realServers: [] })
})

describe('tolerance', () => {
  const plain = captured.virtualServers.find((entry) => entry.dests.length === 3)!

  it('takes attributes in any order, with the nested bit or without', () => {
    const bytes = hex(plain.dests[1]!)
    const inner = attributesOf(bytes.subarray(8))
    const turned = encodePayload(5, [{ type: 0x8002, value: inner.reverse() }])
    expect(decodeDest(turned, 4)).toEqual(decodeDest(bytes, 4))
  })

  it('falls back to 32-bit totals, and says none rather than zero', () => {
    const inner = attributesOf(hex(plain.dests[1]!).subarray(8))
    const old = encodePayload(5, [{ type: 2, value: inner.filter(({ type }) => type !== 12) }])
    const none = encodePayload(5, [{ type: 2, value: inner.filter(({ type }) => type !== 12 && type !== 10) }])
    const [oldRead, noneRead] = [decodeDest(old, 4), decodeDest(none, 4)]
    expect(oldRead.ok && numbersOf(oldRead.value.totals)).toEqual(['5', '30', '20', '1970', '6705'])
    expect(noneRead.ok && noneRead.value.totals).toBeNull()
  })

  it('reads 64-bit values wherever they lie', () => {
    const inner = attributesOf(hex(plain.dests[1]!).subarray(8)).filter(({ type }) => type !== 12 && type !== 10)
    const value = 0xfedc_ba98_7654_3210n
    const stats = [1, 2, 3, 4, 5].map((type) => ({ type, value: u64(value) }))
    for (const padding of [0, 4]) {
      const wide = encodePayload(5, [
        { type: 2, value: [...(padding ? [{ type: 20, value: [] }] : []), ...inner, { type: 12, value: stats }] },
      ])
      const read = decodeDest(wide, 4)
      expect(read.ok && read.value.totals?.outBytes).toBe(value)
    }
  })

  it('gives the family of the virtual server to a real server of an old kernel', () => {
    const inner = attributesOf(hex(plain.dests[1]!).subarray(8)).filter(({ type }) => type !== 11)
    const read = decodeDest(encodePayload(5, [{ type: 2, value: inner }]), 4)
    expect(read.ok && read.value.address).toBe('127.0.0.3')
  })

  function attributesOf(bytes: Uint8Array) {
    const found: { type: number; value: Uint8Array }[] = []
    for (let at = 0; at + 4 <= bytes.length; ) {
      const length = bytes[at]! | (bytes[at + 1]! << 8)
      found.push({ type: bytes[at + 2]! | (bytes[at + 3]! << 8), value: bytes.slice(at + 4, at + length) })
      at += (length + 3) & ~3
    }
    return found
  }
})

const u32 = fc.integer({ min: 0, max: 0xffff_ffff })
const port = fc.integer({ min: 0, max: 65_535 })
const address4 = u32.map(formatIpv4)
const address6 = fc.array(port, { minLength: 8, maxLength: 8 }).map(formatIpv6)
const totals = fc.option(
  fc
    .array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { minLength: 5, maxLength: 5 })
    .map((values): Totals => mapCounters((name) => values[counterNames.indexOf(name)]!)),
)
const schedulers = fc.oneof(
  fc.record({ scheduler: fc.constant('mh'), schedulerFlags: fc.subarray(['mh-fallback', 'mh-port']) }),
  fc.record({ scheduler: fc.constant('sh'), schedulerFlags: fc.subarray(['sh-fallback', 'sh-port']) }),
  fc.record({
    scheduler: fc.constantFrom('rr', 'wlc', 'none'),
    schedulerFlags: fc.subarray(['flag-1', 'flag-2', 'flag-3']),
  }),
)
const services = fc.constantFrom(4 as const, 6 as const).chain((family) =>
  fc
    .record({
      match: fc.oneof(
        fc.record({
          protocol: fc.constantFrom('TCP' as const, 'UDP' as const, 'SCTP' as const),
          address: family === 4 ? address4 : address6,
          port,
        }),
        fc.record({ protocol: fc.constant('FWM' as const), mark: u32 }),
      ) as fc.Arbitrary<Match>,
      scheduled: schedulers,
      onePacket: fc.boolean(),
      persistence: fc.option(
        fc.record({ timeoutSeconds: u32, prefix: fc.integer({ min: 1, max: family === 4 ? 32 : 128 }) }),
      ),
      persistenceEngine: fc.constantFrom(null, 'sip'),
      totals,
    })
    .map(({ scheduled, ...rest }): NetlinkService => ({ ...rest, ...scheduled, family })),
)
const dests: fc.Arbitrary<NetlinkDest> = fc.record({
  address: fc.oneof(address4, address6),
  port,
  forward: fc.constantFrom('Masq', 'Local', 'Tunnel', 'Route', 'Bypass'),
  weight: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  upperThreshold: u32,
  lowerThreshold: u32,
  active: u32,
  inactive: u32,
  persistent: u32,
  totals,
})

describe('encoding and decoding are one', () => {
  it('for virtual servers', () => {
    fc.assert(
      fc.property(services, (x) => void expect(decodeService(encodeService(x))).toEqual({ ok: true, value: x })),
    )
  })
  it('for real servers', () => {
    fc.assert(fc.property(dests, (x) => void expect(decodeDest(encodeDest(x), 4)).toEqual({ ok: true, value: x })))
  })
  it('for requests', () => {
    fc.assert(
      fc.property(
        services,
        ({ match, family }) =>
          void expect(decodeRequest(makeDestsRequest(match, family))).toEqual({ is: 'dests', match, family }),
      ),
    )
    expect(decodeRequest(makeServicesRequest())).toEqual({ is: 'services' })
    expect(decodeRequest(makeInfoRequest())).toEqual({ is: 'info' })
    expect(decodeRequest(Uint8Array.of(5, 1, 0, 0))).toBeNull()
  })
  it('for information and family', () => {
    const info = { version: '1.2.1', connectionTableSize: 4096 }
    expect(decodeInfo(encodeInfo(info))).toEqual({ ok: true, value: info })
    expect(decodeFamilyId(encodeFamilyId(0x1c))).toBe(0x1c)
  })
  it('for totals without objects', () => {
    const view = makeReplyView()
    const halves = new Uint32Array(3 * halvesOfTotals)
    const keys = new Uint8Array(3 * rowKeyBytes)
    fc.assert(
      fc.property(dests, fc.nat(2), (real, row) => {
        // It may lie anywhere in a datagram.
        const reply = Uint8Array.from([9, 9, 9, 9, ...encodeDest(real), 9, 9])
        const isSeen = viewReply(view, 'dest', reply, 4, reply.length - 2)
        expect(isSeen).toBe(real.totals !== null)
        if (real.totals === null) return
        writeRowKey(real, keys, row)
        expect(isRow(view, reply, keys, row)).toBe(true)
        copyTotals(view, reply, halves, row)
        expect(copyTotals(view, reply, halves, row)).toBe(false)
        const values = new BigUint64Array(halves.buffer)
        counterNames.forEach((name, at) => void expect(values[row * 5 + at]).toBe(real.totals![name]))
      }),
    )
  })
})

describe('a reply in view', () => {
  const web = captured.virtualServers.find((entry) => entry.dests.length === 3)!
  const replies = web.dests.map(hex)
  const view = makeReplyView()
  const see = (reply: Uint8Array, kind: 'service' | 'dest' = 'dest') => viewReply(view, kind, reply, 0, reply.length)

  it('is of the row of its address and port, and of no other', () => {
    const reals = web.dests.map((text) => dest(text))
    const keys = new Uint8Array(3 * rowKeyBytes)
    reals.forEach((real, row) => void writeRowKey(real, keys, row))
    for (const [at, reply] of replies.entries()) {
      expect(see(reply)).toBe(true)
      expect([0, 1, 2].map((row) => isRow(view, reply, keys, row))).toEqual([0, 1, 2].map((row) => row === at))
    }
    const other = encodeDest({ ...reals[0]!, port: 1 })
    see(other)
    expect([0, 1, 2].some((row) => isRow(view, other, keys, row))).toBe(false)
  })

  it('has a fingerprint of its settings that totals do not change', () => {
    const of = (service: NetlinkService) => {
      const reply = encodeService(service)
      expect(see(reply, 'service')).toBe(true)
      return printOf(view, reply)
    }
    const decoded = decodeService(hex(web.service))
    if (!decoded.ok) throw new Error(decoded.why)
    const service = { ...decoded.value, totals: mapCounters(() => 1n) }
    expect(of({ ...service, totals: mapCounters(() => 2n ** 40n) })).toBe(of(service))
    expect(of({ ...service, scheduler: 'mh' })).not.toBe(of(service))
    expect(of({ ...service, match: { protocol: 'TCP', address: '10.0.0.9', port: 9 } })).not.toBe(of(service))
  })

  it('is none when it has no totals, is cut, or is of another kind', () => {
    expect(see(encodeDest({ ...dest(web.dests[0]!), totals: null }))).toBe(false)
    expect(see(replies[0]!.slice(0, 100))).toBe(false)
    expect(see(hex(web.service))).toBe(false)
  })
})

describe('garbage', () => {
  it('gives an error result, never an exception, in 100,000 mutated replies', () => {
    const seeds = captured.virtualServers.flatMap((entry) => [entry.service, ...entry.dests]).map(hex)
    const view = makeReplyView()
    const halves = new Uint32Array(halvesOfTotals)
    let state = 42
    const random = (below: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      return (state >>> 8) % below
    }
    let refused = 0
    for (let round = 0; round < 100_000; round++) {
      const seed = seeds[random(seeds.length)]!
      const bytes = seed.slice(0, random(4) === 0 ? random(seed.length + 1) : seed.length)
      for (let changes = random(6); changes > 0 && bytes.length > 0; changes--)
        bytes[random(4) === 0 ? random(bytes.length) : random(Math.min(bytes.length, 64))] = random(256)
      const results = [decodeService(bytes), decodeDest(bytes, 4), decodeInfo(bytes)]
      const isSeen = viewReply(view, round % 2 ? 'dest' : 'service', bytes, 0, bytes.length)
      if (isSeen) copyTotals(view, bytes, halves, 0)
      if (results.every((result) => !result.ok) && !isSeen) refused++
      decodeRequest(bytes)
      decodeFamilyId(bytes)
      messageLength(bytes, 0, bytes.length)
    }
    expect(refused).toBeGreaterThan(20_000)
  })
})
