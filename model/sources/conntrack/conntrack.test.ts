import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { connectionArbitrary } from '../../fixtures/connections.ts'
import type { Connection, FlowEnd } from '../../flow.ts'
import { asciiBytes } from '../bytes.ts'
import { type ConntrackEntry, makeMarks, readEntry, scanEntry } from './entry.ts'
import { makeConntrackSearch, protocolNumbers, withConntrack } from './find.ts'
import { writeEntry } from './write.ts'

function read(line: string): ConntrackEntry | null {
  const bytes = asciiBytes(line)
  const marks = makeMarks()
  return scanEntry(bytes, 0, bytes.length, marks) ? readEntry(bytes, 0, bytes.length, marks) : null
}

const end = (address: string, port: number): FlowEnd => ({ address, port })

describe('an entry', () => {
  test('of the extended form with counts', () => {
    expect(
      read(
        'ipv4     2 tcp      6 118 TIME_WAIT src=10.244.1.10 dst=10.96.0.100 sport=41428 dport=80 packets=6 bytes=395 src=10.244.1.11 dst=10.244.1.10 sport=8080 dport=41428 packets=4 bytes=283 [ASSURED] mark=0 use=1 id=3280383444',
      ),
    ).toEqual({
      protocol: 6,
      expiresSeconds: 118,
      state: 'TIME_WAIT',
      original: { from: end('10.244.1.10', 41428), to: end('10.96.0.100', 80), packets: 6, bytes: 395 },
      reply: { from: end('10.244.1.11', 8080), to: end('10.244.1.10', 41428), packets: 4, bytes: 283 },
      isUnreplied: false,
      isAssured: true,
      isOffloaded: false,
      mark: 0,
      id: 3280383444,
    })
  })

  test('without a state, unreplied, without counts', () => {
    expect(
      read(
        'ipv4     2 udp      17 29 src=10.244.1.10 dst=10.96.0.100 sport=5555 dport=53 [UNREPLIED] src=10.244.1.11 dst=10.244.1.10 sport=8080 dport=5555 mark=0 use=1 id=2584519403',
      ),
    ).toMatchObject({ protocol: 17, expiresSeconds: 29, state: null, isUnreplied: true, isAssured: false, mark: 0 })
  })

  test('in the short form, and with a zone inside a direction', () => {
    expect(
      read(
        'tcp      6 431999 ESTABLISHED src=fd00:244::21 dst=fd00:96::100 sport=37110 dport=80 zone-orig=3 src=fd00:244::12 dst=fd00:244::21 sport=8081 dport=37110 [ASSURED] mark=16384 secctx=null use=1',
      ),
    ).toMatchObject({
      protocol: 6,
      expiresSeconds: 431_999,
      state: 'ESTABLISHED',
      original: { from: end('fd00:244::21', 37110), to: end('fd00:96::100', 80), packets: null },
      mark: 16384,
      id: null,
    })
  })

  test('that hardware forwards has no seconds', () => {
    expect(
      read(
        'ipv4     2 tcp      6 src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 src=10.0.0.2 dst=10.0.0.1 sport=2 dport=1 [HW_OFFLOAD] mark=0 zone=0 use=3',
      ),
    ).toMatchObject({ expiresSeconds: null, state: null, isOffloaded: true })
  })

  test('without ports, or of an event, or cut short is none', () => {
    expect(
      read('ipv4     2 unknown  4 596 src=172.18.0.2 dst=172.18.0.3 src=172.18.0.3 dst=172.18.0.2 mark=0 use=1'),
    ).toBeNull()
    expect(read('tcp      6 118 TIME_WAIT src=10.244.1.10 dst=10.96.0.100 sport=41428 dport=80')).toBeNull()
    expect(read('conntrack v1.4.7 (conntrack-tools): 3 flow entries have been shown.')).toBeNull()
  })
})

const sourceArbitrary = fc.record({ address: fc.constantFrom('10.9.9.9', 'fd00:9::9'), port: fc.nat(0xffff) })
const countArbitrary = fc.option(fc.nat(1e12), { nil: null })

/** How a connection of IPVS looks in conntrack, its client translated to `source`. */
const entryOf = (
  { protocol, client, virtual, real }: Connection,
  source: FlowEnd,
  packets: number | null,
): ConntrackEntry => ({
  protocol: protocolNumbers[protocol],
  expiresSeconds: 100,
  state: protocol === 'UDP' ? null : 'ESTABLISHED',
  original: { from: client, to: virtual, packets, bytes: packets },
  reply: { from: real, to: source, packets, bytes: packets },
  isUnreplied: false,
  isAssured: true,
  isOffloaded: false,
  mark: 0,
  id: null,
})

test('what is written is read again', () => {
  fc.assert(
    fc.property(connectionArbitrary, sourceArbitrary, countArbitrary, (connection, source, packets) => {
      const entry = entryOf(connection, source, packets)
      expect(read(writeEntry(entry).trimEnd())).toEqual(entry)
    }),
  )
})

function search(connections: readonly Connection[], text: string, pieceBytes = 64) {
  const bytes = asciiBytes(text)
  const running = makeConntrackSearch(connections)
  for (let at = 0; at < bytes.length; at += pieceBytes) running.push(bytes.subarray(at, at + pieceBytes))
  return { isComplete: running.isComplete(), entries: running.finish() }
}

describe('the search', () => {
  test('finds the entry of each connection among others, whatever the pieces', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(connectionArbitrary, sourceArbitrary, countArbitrary), {
          maxLength: 10,
          selector: ([{ protocol, client, virtual, real }]) => JSON.stringify([protocol, client, virtual, real]),
        }),
        fc.integer({ min: 1, max: 200 }),
        (rows, pieceBytes) => {
          const wanted = rows.filter((_, at) => at % 2 === 0).map(([connection]) => connection)
          const text = rows.map(([connection, source, packets]) => writeEntry(entryOf(connection, source, packets)))
          const { entries } = search(wanted, text.join(''), pieceBytes)
          const expected = rows.filter((_, at) => at % 2 === 0)
          expect(entries).toEqual(expected.map(([connection, source, packets]) => entryOf(connection, source, packets)))
        },
      ),
    )
  })

  test('takes no entry whose replies come from elsewhere', () => {
    const [connection] = fc.sample(connectionArbitrary, 1)
    const entry = entryOf(connection!, connection!.client, 1)
    const elsewhere = { ...entry, reply: { ...entry.reply, from: { ...connection!.real, port: 0 } } }
    expect(search([connection!], writeEntry(elsewhere)).entries).toEqual([null])
    expect(search([connection!], writeEntry(entry))).toMatchObject({ isComplete: true })
  })

  test('takes any bytes without an error', () => {
    const parts = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'srcdpot= 1:.\n'), maxLength: 60 }),
      fc.string({ maxLength: 60 }),
      fc.constant('src=1.1.1.1 dst=2.2.2.2 sport=1 dport=2 '),
    )
    fc.assert(
      fc.property(
        fc.array(parts, { maxLength: 8 }),
        fc.array(connectionArbitrary, { maxLength: 2 }),
        (text, wanted) => {
          expect(search(wanted, text.join('')).entries).toHaveLength(wanted.length)
        },
      ),
    )
  })
})

test('a connection learns its source and what passed', () => {
  const [connection] = fc.sample(connectionArbitrary, 1)
  const source = end('10.9.9.9', 31_076)
  expect(withConntrack(connection!, entryOf(connection!, source, 7))).toEqual({
    ...connection,
    source,
    packets: { out: 7, back: 7 },
    bytes: { out: 7, back: 7 },
  })
  expect(withConntrack(connection!, entryOf(connection!, source, null))).toMatchObject({ packets: null, bytes: null })
  expect(withConntrack(connection!, null)).toBe(connection)
})
