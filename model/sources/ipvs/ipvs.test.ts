import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashVirtualServer, makeRowOffsets } from '../../topology.ts'
import { formatTable, matchesGoRound, rowsGoRound } from './format.ts'
import { makeTableReader } from './read.ts'
import { type ReadOnce, readOnce } from './testing.ts'
import type { Text } from './text.ts'

const samples = new URL('../../fixtures/ipvs/', import.meta.url).pathname
const lookAt = (text: string | Uint8Array): Text => ({
  bytes: typeof text === 'string' ? new TextEncoder().encode(text) : text,
  moved: null,
})
const readText = (text: string, hz: number | null = 100) => readOnce(text, hz)
const print = (reading: ReadOnce): string => formatTable(reading, reading.active, reading.inactive)

const header = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
`

describe('every captured table', () => {
  const cases = readdirSync(samples).filter((name) => name.endsWith('.proc.txt'))
  it('there are captures', () => expect(cases.length).toBeGreaterThan(10))
  it.each(cases)('%s reads whole and prints as ipvsadm -Ln did', (name) => {
    const reading = readText(readFileSync(samples + name, 'utf8'))
    expect(reading.structure.rejected.rows).toBe(0)
    expect(print(reading)).toBe(readFileSync(samples + name.replace('.proc.', '.ipvsadm.'), 'utf8'))
  })
})

describe('odd rows', () => {
  const lines = [
    'TCP  0A600020:01BB mh  ',
    'SCTP  0A600032:270F rr  ',
    '  -> C0A8320B:270F      Masq    1      0          0         ',
    'UDP  0A60000A:0035 rr ops  ',
    'UDP  [fd00:0001:0000:0000:0000:0000:0000:0010]:0035 rr persistent 60000 40000000',
    '  -> [fd00:0001:0000:0000:0000:0000:0000:00a1]:14E9      Masq    1      0          0         ',
    'TCP  0A600014:0050 wlc  persistent 1080000 FFFFFFFF',
    '  -> C0A8320C:1F90      Masq    0      0          7         ',
    '  -> C0A8320B:1F90      Masq    1      4294967295 0         ',
    'TCP  0A60003C:0050 none  ',
    'TCP  0A600028:0050 wrr  ',
    '  -> C0A8320E:0050      Tunnel  5      0          0         ',
    '  -> C0A83201:0050      Local   1      0          0         ',
    '  -> C0A8320B:0050      Route   3      0          0         ',
    'FWM  0000004D rr persistent 36000 FFFFFF00',
    '  -> C0A8320B:0000      Masq    1      0          0         ',
    'FWM  0000004E rr ops ',
    '',
  ].join('\n')

  it('keeps every protocol, method, flag and family', () => {
    expect(print(readText(header + lines))).toMatchInlineSnapshot(`
      "IP Virtual Server version 1.2.1 (size=4096)
      Prot LocalAddress:Port Scheduler Flags
        -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
      TCP  10.96.0.20:80 wlc persistent 10800
        -> 192.168.50.11:8080           Masq    1      4294967295 0         
        -> 192.168.50.12:8080           Masq    0      0          7         
      TCP  10.96.0.32:443 mh
      TCP  10.96.0.40:80 wrr
        -> 192.168.50.1:80              Local   1      0          0         
        -> 192.168.50.11:80             Route   3      0          0         
        -> 192.168.50.14:80             Tunnel  5      0          0         
      TCP  10.96.0.60:80 none
      UDP  10.96.0.10:53 rr ops
      SCTP 10.96.0.50:9999 rr
        -> 192.168.50.11:9999           Masq    1      0          0         
      UDP  [fd00:1::10]:53 rr persistent 600 mask 64
        -> [fd00:1::a1]:5353            Masq    1      0          0         
      FWM  77 rr persistent 360 mask 255.255.255.0
        -> 192.168.50.11:0              Masq    1      0          0         
      FWM  78 rr ops
      "
    `)
  })

  it('says a persistence timeout is not known when HZ is not', () => {
    const reading = readText(header + lines, null)
    const persistent = reading.servers.filter((server) => server.persistence)
    expect(persistent.length).toBe(3)
    for (const server of persistent) expect(server.persistence?.timeoutSeconds).toBeNull()
  })

  it.each([
    ['a row before any virtual server', '  -> C0A8320B:0050      Masq    1      0          0         \n', 1],
    ['a row that stops short', 'TCP  0A600014:0050 rr  \n  -> C0A8320B:0050      Masq    1\n', 1],
    ['a last line cut off', 'TCP  0A600014:0050 rr  \n  -> C0A8320B:0050      Masq    1      0          0', 1],
    [
      'an unknown protocol with its rows',
      'XYZ  0A600014:0050 rr  \n  -> C0A8320B:0050      Masq    1      0          0         \n',
      2,
    ],
    ['an unknown method', 'TCP  0A600014:0050 rr  \n  -> C0A8320B:0050      Warp    1      0          0         \n', 1],
    ['a word too many', 'TCP  0A600014:0050 rr  surprise\n', 1],
  ])('counts %s and returns it', (_name, text, rows) => {
    const { structure } = readText(header + text)
    expect(structure.rejected.rows).toBe(rows)
    expect(structure.rejected.samples.length).toBeGreaterThan(0)
  })

  it('a bad row does not shift the counts of its neighbours', () => {
    const reading = readText(
      `${header}TCP  0A600014:0050 rr  \n  -> C0A8320D:0050      Warp    1      9          9         \n  -> C0A8320C:0050      Masq    1      1          2         \n  -> nonsense\n  -> C0A8320B:0050      Masq    1      3          4         \n`,
    )
    expect(reading.servers[0]!.realServers.map((real) => real.address)).toEqual(['192.168.50.11', '192.168.50.12'])
    expect([...reading.active]).toEqual([3, 1])
    expect([...reading.inactive]).toEqual([4, 2])
    expect(reading.structure.rejected.rows).toBe(2)
  })

  it('an unknown scheduler is kept by its name', () => {
    expect(readText(`${header}TCP  0A600014:0050 nosuch-2  \n`).servers[0]!.scheduler).toBe('nosuch-2')
  })
})

describe('reading again', () => {
  const one = `${header}TCP  0A600014:0050 rr  \n  -> C0A8320C:1F90      Masq    1      0          0         \n`
  const two = `${one}TCP  0A600015:0050 rr  \n`

  it('keeps the structure object while only counts move', () => {
    const reader = makeTableReader()
    const texts = [one, one, one.replace('0          0 ', '5          6 ')]
    const results = texts.map((text) =>
      reader.read(
        () => lookAt(text),
        100,
        () => null,
      ),
    )
    const readings = results.map((result) => (result.is === 'read' ? result.reading : null))
    expect(readings[2]!.structure).toBe(readings[0]!.structure)
    expect([readings[2]!.active[0], readings[2]!.inactive[0]]).toEqual([5, 6])
  })

  it('accepts a new structure only when two looks agree', () => {
    const looks = [one, two, one, one]
    const reader = makeTableReader()
    const outcome = reader.read(
      () => lookAt(looks.shift()!),
      100,
      () => null,
    )
    expect(outcome.is === 'read' && outcome.reading.structure.table.length).toBe(1)
    expect(looks.length).toBe(0)
  })

  it('says unsettled when no two looks agree', () => {
    let turn = 0
    const outcome = makeTableReader().read(
      () => lookAt(turn++ % 2 ? one : two),
      100,
      () => null,
    )
    expect(outcome.is).toBe('unsettled')
  })

  it('says absent when there is no file, unreadable when it is another', () => {
    expect(
      makeTableReader().read(
        () => null,
        100,
        () => null,
      ).is,
    ).toBe('absent')
    expect(
      makeTableReader().read(
        () => lookAt('hello\n'),
        100,
        () => null,
      ).is,
    ).toBe('unreadable')
  })

  it('two real servers that change places are the same structure', () => {
    const rows = [
      '  -> C0A8320B:0050      Masq    1      3          4         \n',
      '  -> C0A8320C:0050      Masq    1      1          2         \n',
    ]
    const [a, b] = [rows, [...rows].reverse()].map((order) =>
      readText(`${header}TCP  0A600014:0050 rr  \n${order.join('')}`),
    )
    expect(a!.structure.hash).toBe(b!.structure.hash)
    expect([...a!.active]).toEqual([...b!.active])
  })
})

describe('laws', () => {
  const whole = readFileSync(`${samples}two-hundred-services.proc.txt`)
  it('never throws on damaged tables, and every row is placed or counted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 40 }),
        fc.nat(whole.length),
        (changes, length) => {
          const bytes = Uint8Array.from(whole.subarray(0, length))
          for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte
          const outcome = makeTableReader().read(
            () => lookAt(bytes),
            250,
            () => null,
          )
          if (outcome.is !== 'read') return
          const { structure, servers, active } = readOnce(bytes, 250)
          expect([...makeRowOffsets(servers)]).toEqual([...structure.firstRow])
          expect(structure.firstRow.at(-1)).toBe(structure.rows)
          expect(active.length).toBe(structure.rows)
          expect(servers.map(hashVirtualServer)).toEqual(structure.table)
          expect([...structure.listedRows].sort((a, b) => a - b)).toEqual([...structure.listedRows.keys()])
        },
      ),
      { numRuns: 300 },
    )
  })

  it('knows when three addresses go round the circle', () => {
    const matches = (...addresses: string[]) =>
      addresses.map((address) => ({ protocol: 'TCP' as const, address, port: 80 }))
    const rows = (...addresses: string[]) =>
      addresses.map((address) => ({ address, port: 80, forward: 'Masq' as const, weight: 1 }))
    expect(matchesGoRound(matches('10.0.0.1', '192.168.0.1', '10.2.0.1'))).toBe(false)
    expect(matchesGoRound(matches('10.0.0.1', '100.64.0.1', '192.168.0.1'))).toBe(true)
    expect(rowsGoRound(rows('10.0.0.1', '192.168.0.1'))).toBe(false)
    expect(rowsGoRound(rows('10.0.0.2', '130.0.0.1', '223.0.0.1'))).toBe(true)
  })
})
