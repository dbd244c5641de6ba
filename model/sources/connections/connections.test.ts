import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { connectionFrom } from '../../fixtures/connection.ts'
import { connectionArbitrary, templateArbitrary } from '../../fixtures/connections.ts'
import type { Connection } from '../../flow.ts'
import { formatConnections } from './format.ts'
import {
  type ConnectionsQuestion,
  connectionLimits,
  parseConnectionsAnswer,
  parseConnectionsQuestion,
} from './report.ts'
import { makeConnectionsScan } from './scan.ts'
import { connectionsTitle, writeConnection, writeTemplate } from './write.ts'

/** Lines Linux 6.1.176 wrote, of every kind there is. */
const captured = `${connectionsTitle}TCP 0AF40115 BCB6 0A600064 0050 0AF4010D 1F90 ESTABLISHED     897
UDP 0AF40115 DAAA 0A600064 0035 0AF4010C 1F90 UDP             299
SCTP 0AF4010A CB1E 0A600064 270F 0AF4010B 270F ESTABLISHED     898
TCP fd00:0244:0000:0000:0000:0000:0000:0021 90F6 fd00:0096:0000:0000:0000:0000:0000:0100 0050 fd00:0244:0000:0000:0000:0000:0000:0012 1F91 TIME_WAIT       119
TCP 0AF40115 0000 0A600064 0051 0AF4010D 1F90 ASSURED         299
TCP 0AF4010A 0000 0A600065 FFFF 0AF4010B FFFF ASSURED          59
IP  0AF4010A 0000 0000004D 0000 0AF4020A 0000 ASSURED          59
UDP 0AF4010A 0000 0A600064 13C4 0AF4020A 1F90 ASSURED          59 sip abc123@10.244.1.10
`

const question = (asked: Partial<ConnectionsQuestion> = {}): ConnectionsQuestion => ({
  limit: 200,
  templates: false,
  counts: false,
  ...asked,
})

/** In pieces of so many bytes, as a kernel hands them out. */
function scan(text: string | Uint8Array, asked: Partial<ConnectionsQuestion>[] = [{}], pieceBytes = 4096) {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  const running = makeConnectionsScan(asked.map(question))
  for (let at = 0; at < bytes.length; at += pieceBytes) running.push(bytes.subarray(at, at + pieceBytes))
  return running.finish()
}

const ends = ({ client, virtual, real }: Connection) =>
  [client, virtual, real].map(({ address, port }) => `${address} ${port}`).join(' > ')

describe('the connection table', () => {
  test('of a kernel is told apart into connections and templates', () => {
    const { total, found } = scan(captured, [{ templates: true }])
    expect(total).toEqual({ connections: 4, templates: 4, invalidated: 1, portless: 0, notUnderstood: 0 })
    expect(found[0]!.fitting).toBe(4)
    expect(found[0]!.connections.map((each) => [each.protocol, each.state, each.expiresSeconds, ends(each)])).toEqual([
      ['UDP', 'UDP', 299, '10.244.1.21 55978 > 10.96.0.100 53 > 10.244.1.12 8080'],
      ['TCP', 'TIME_WAIT', 119, 'fd00:244::21 37110 > fd00:96::100 80 > fd00:244::12 8081'],
      ['SCTP', 'ESTABLISHED', 898, '10.244.1.10 51998 > 10.96.0.100 9999 > 10.244.1.11 9999'],
      ['TCP', 'ESTABLISHED', 897, '10.244.1.21 48310 > 10.96.0.100 80 > 10.244.1.13 8080'],
    ])
    const common = { state: 'ASSURED', isInvalidated: false, engine: null }
    expect(found[0]!.templates).toEqual({
      fitting: 4,
      shown: [
        {
          ...common,
          match: { protocol: 'TCP', address: '10.96.0.100', port: 81 },
          client: '10.244.1.21',
          real: { address: '10.244.1.13', port: 8080 },
          expiresSeconds: 299,
        },
        {
          ...common,
          match: { protocol: 'TCP', address: '10.96.0.101', port: null },
          client: '10.244.1.10',
          real: { address: '10.244.1.11', port: null },
          expiresSeconds: 59,
          isInvalidated: true,
        },
        {
          ...common,
          match: { protocol: 'FWM', mark: 77 },
          client: '10.244.1.10',
          real: { address: '10.244.2.10', port: null },
          expiresSeconds: 59,
        },
        {
          ...common,
          match: { protocol: 'UDP', address: '10.96.0.100', port: 5060 },
          client: '10.244.1.10',
          real: { address: '10.244.2.10', port: 8080 },
          expiresSeconds: 59,
          engine: { name: 'sip', data: 'abc123@10.244.1.10' },
        },
      ],
    })
  })

  test('an IPv6 mark stands in the first 32 bits, and Linux 7.1 keeps the virtual port of an invalidated template', () => {
    const text = `IP  fd00:0244:0000:0000:0000:0000:0000:0021 0000 0000:004d:0000:0000:0000:0000:0000:0000 0000 fd00:0244:0000:0000:0000:0000:0000:0012 0000 NONE             10
TCP 0AF4010A 0000 0A600065 0050 0AF4010B FFFF ASSURED          59
`
    const { found, total } = scan(text, [{ templates: true }])
    expect(found[0]!.templates!.shown.map(({ match }) => match)).toEqual([
      { protocol: 'FWM', mark: 77 },
      { protocol: 'TCP', address: '10.96.0.101', port: 80 },
    ])
    expect(total.invalidated).toBe(1)
  })

  test('connections without ports are counted, never listed', () => {
    const { total, found } = scan('ESP 0AF40115 01F4 0A600064 01F4 0AF4010D 01F4 NONE             897\n')
    expect(total).toMatchObject({ connections: 1, portless: 1, notUnderstood: 0 })
    expect(found[0]).toMatchObject({ fitting: 0, connections: [] })
  })

  test('what is written is read again, whatever the pieces', () => {
    fc.assert(
      fc.property(
        fc.array(connectionArbitrary, { maxLength: 12 }),
        fc.array(templateArbitrary, { maxLength: 6 }),
        fc.integer({ min: 1, max: 300 }),
        (connections, templates, pieceBytes) => {
          const text =
            connectionsTitle + connections.map(writeConnection).join('') + templates.map(writeTemplate).join('')
          const { total, found } = scan(text, [{ templates: true }], pieceBytes)
          expect(total).toMatchObject({
            connections: connections.length,
            templates: templates.length,
            invalidated: templates.filter((each) => each.isInvalidated).length,
            notUnderstood: 0,
          })
          expect(new Set(found[0]!.connections)).toEqual(new Set(connections))
          expect(found[0]!.templates!.shown).toEqual(templates)
        },
      ),
    )
  })

  test('any bytes are taken without an error, and every line is accounted for', () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.constantFrom(...captured.split('\n').map((line) => new TextEncoder().encode(`${line}\n`))),
      fc
        .string({ unit: fc.constantFrom(...'0A F:\nTCPUDI'), maxLength: 80 })
        .map((text) => new TextEncoder().encode(text)),
    )
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 8 }), fc.integer({ min: 1, max: 64 }), (parts, pieceBytes) => {
        const bytes = Uint8Array.from(parts.flatMap((part) => [...part]))
        const { total, found } = scan(bytes, [{ templates: true, counts: true }], pieceBytes)
        const lines = new TextDecoder('latin1').decode(bytes).split('\n')
        const told = lines.filter((line) => line !== '' && !line.startsWith('Pro FromIP'))
        // A row that comes again is told once; what is no row is counted each time.
        const rows = told
          .map((line) => line.replaceAll(/^ +| +$/g, ''))
          .filter((line) => captured.split('\n').includes(line))
        const once = told.length - rows.length + new Set(rows).size
        expect(total.connections + total.templates + total.notUnderstood).toBe(once)
        expect(found[0]!.fitting).toBe(total.connections - total.portless)
      }),
    )
  })

  test('a line longer than any is cut and does not spoil the next', () => {
    const { total } = scan(`${'x'.repeat(10_000)}\n${captured.split('\n')[1]}\n`)
    expect(total).toMatchObject({ notUnderstood: 1, connections: 1 })
  })
})

describe('a question', () => {
  test('lists the same as a search through all would', () => {
    const few = connectionArbitrary.map((each) => ({
      ...each,
      client: { ...each.client, address: each.client.address.includes(':') ? 'fd00::1' : '10.0.0.1' },
    }))
    fc.assert(
      fc.property(fc.array(few, { minLength: 1, maxLength: 20 }), fc.nat(19), fc.nat(63), (connections, at, which) => {
        const one = connections[at % connections.length]!
        const asked: Partial<ConnectionsQuestion> = {
          ...(which & 1 ? { virtual: [{ protocol: one.protocol, ...one.virtual }] } : {}),
          ...(which & 2 ? { real: one.real.address } : {}),
          ...(which & 4 ? { client: one.client.address } : {}),
          ...(which & 8 ? { state: one.state } : {}),
          ...(which & 16 ? { protocol: one.protocol } : {}),
        }
        const fitting = connections.filter(
          (each) =>
            (!asked.virtual ||
              (each.protocol === one.protocol &&
                each.virtual.address === one.virtual.address &&
                each.virtual.port === one.virtual.port)) &&
            (!asked.real || each.real.address === asked.real) &&
            (!asked.client || each.client.address === asked.client) &&
            (!asked.state || each.state === asked.state) &&
            (!asked.protocol || each.protocol === asked.protocol),
        )
        const { found } = scan(connections.map(writeConnection).join(''), [{}, asked])
        expect(new Set(found[1]!.connections)).toEqual(new Set(fitting))
        expect(found[1]!.fitting).toBe(fitting.length)
        expect(found[0]!.fitting).toBe(connections.length)
      }),
    )
  })

  test('gets those that idled least, these first', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(900), { maxLength: 60 }), fc.nat(20), (left, limit) => {
        const connections = left.map((expiresSeconds, at) => ({ ...established(at + 1), expiresSeconds }))
        const { found } = scan(connections.map(writeConnection).join(''), [{ limit }])
        expect(found[0]!.connections.map(({ expiresSeconds }) => expiresSeconds)).toEqual(
          [...left].sort((a, b) => b - a).slice(0, limit),
        )
        expect(found[0]!.fitting).toBe(left.length)
      }),
    )
  })

  test('compares idleness across states with different timeouts', () => {
    const closed = { ...established(1), state: 'TIME_WAIT', expiresSeconds: 119 }
    const idle = { ...established(2), expiresSeconds: 300 }
    const { found } = scan([idle, closed].map(writeConnection).join(''), [{ limit: 1 }])
    expect(found[0]!.connections).toEqual([closed])
  })

  test('counts the whole table by virtual server, real server and state', () => {
    const rows = [established(1), established(2), { ...established(3), state: 'TIME_WAIT' }]
    const { found } = scan(rows.map(writeConnection).join(''), [{ counts: true, client: '192.0.2.1' }, {}])
    const common = { virtual: 'TCP 10.96.0.1:80', real: '10.244.1.1:8080' }
    expect(found[0]!.counts).toEqual({
      counts: [
        { ...common, state: 'ESTABLISHED', connections: 2 },
        { ...common, state: 'TIME_WAIT', connections: 1 },
      ],
      left: 0,
    })
    expect(found[1]!.counts).toBeNull()
  })

  test('says how many connections are in no count when those are too many', () => {
    const rows = Array.from({ length: connectionLimits.counts + 7 }, (_, at) => ({
      ...established(1),
      real: { address: `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`, port: 80 },
    }))
    const counts = scan(rows.map(writeConnection).join(''), [{ counts: true }]).found[0]!.counts!
    expect(counts.counts).toHaveLength(connectionLimits.counts)
    expect(counts.left).toBe(7)
    expect(counts.counts.at(-1)!.real).toBe('10.0.78.31:80')
  })
})

const established = (port: number): Connection => connectionFrom(port, { client: { address: '10.0.0.9', port } })

test('ipvsadm would print it so', () => {
  const { found } = scan(captured, [{ templates: true }])
  const { connections, templates } = found[0]!
  expect(formatConnections(connections, templates!.shown)).toBe(`IPVS connection entries
pro expire state       source             virtual            destination
UDP 04:59  UDP         10.244.1.21:55978  10.96.0.100:53     10.244.1.12:8080
TCP 01:59  TIME_WAIT   [fd00:244::21]:37110 [fd00:96::100]:80  [fd00:244::12]:8081
SCTP 14:58  ESTABLISHED 10.244.1.10:51998  10.96.0.100:9999   10.244.1.11:9999
TCP 14:57  ESTABLISHED 10.244.1.21:48310  10.96.0.100:80     10.244.1.13:8080
TCP 04:59  ASSURED     10.244.1.21:0      10.96.0.100:81     10.244.1.13:8080
TCP 00:59  ASSURED     10.244.1.10:0      10.96.0.101:65535  10.244.1.11:65535
IP  00:59  ASSURED     10.244.1.10:0      0.0.0.77:0         10.244.2.10:0
UDP 00:59  ASSURED     10.244.1.10:0      10.96.0.100:5060   10.244.2.10:8080
`)
})

describe('the contract', () => {
  test('fills in what a question leaves out, and refuses what is none', () => {
    expect(parseConnectionsQuestion({})).toEqual({ ok: true, value: { limit: 200, templates: false, counts: false } })
    expect(parseConnectionsQuestion({ real: '10.0.0.300' })).toEqual({ ok: false, why: 'real: is no IP address' })
    expect(parseConnectionsQuestion({ limit: 501 })).toMatchObject({ ok: false })
    expect(parseConnectionsQuestion({ state: 'A B' })).toMatchObject({ ok: false })
    expect(parseConnectionsQuestion({ zone: 'a' })).toMatchObject({ ok: false })
    expect(parseConnectionsQuestion(null)).toMatchObject({ ok: false })
  })

  test('carries what a reading found', () => {
    const { total, found } = scan(captured, [{ templates: true, counts: true }])
    const answer = {
      is: 'read',
      clock: { monotonicNs: '12', wallMs: 3 },
      total,
      cut: null,
      ...found[0],
      conntrack: { is: 'read', found: 0, cut: null },
    }
    expect(parseConnectionsAnswer(JSON.parse(JSON.stringify(answer)))).toEqual({ ok: true, value: answer })
    expect(parseConnectionsAnswer({ ...answer, fitting: -1 })).toMatchObject({ ok: false })
  })
})
