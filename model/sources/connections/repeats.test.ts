import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { connectionFrom } from '../../fixtures/connection.ts'
import { readSeqFile } from '../../fixtures/seq-file.ts'
import type { Connection } from '../../flow.ts'
import { connectionLimits } from './report.ts'
import { makeConnectionsScan } from './scan.ts'
import { connectionsTitle, writeConnection, writeTemplate } from './write.ts'

const connection = (number: number): Connection =>
  connectionFrom(1 + number, { client: { address: `10.0.${number >> 8}.${number & 255}`, port: 1 + number } })

/** Connections begin and end between two read()s: where in the table, as a part of it. */
const movesArbitrary = fc.array(
  fc.array(fc.record({ is: fc.constantFrom('begins', 'ends'), at: fc.double({ min: 0, max: 0.999, noNaN: true }) }), {
    maxLength: 30,
  }),
  { maxLength: 6 },
)

/** What a reading tells of a table that moves, and what was there the whole time. */
function readMoving(count: number, moves: readonly (readonly { readonly is: string; readonly at: number }[])[]) {
  let rows = Array.from({ length: count }, (_, at) => at)
  const stayed = new Set(rows)
  let next = count
  let ended = 0
  const scan = makeConnectionsScan([{ limit: connectionLimits.shown, templates: false, counts: true }])
  const steps = [...moves]
  readSeqFile(
    // States and seconds move too.
    () => [
      connectionsTitle,
      ...rows.map((row) => writeConnection({ ...connection(row), expiresSeconds: steps.length })),
    ],
    (piece) => {
      scan.push(piece)
      return 'more'
    },
    () => {
      for (const { is, at } of steps.shift() ?? []) {
        const place = Math.floor(at * rows.length)
        if (is === 'begins') {
          rows = rows.toSpliced(place, 0, next++)
        } else if (rows.length > 0) {
          stayed.delete(rows[place]!)
          rows = rows.toSpliced(place, 1)
          ended++
        }
      }
    },
  )
  const { total, found } = scan.finish()
  const told = found[0]!.connections.map(({ client }) => client.port - 1)
  return { told, stayed, ended, total, counts: found[0]!.counts!.counts }
}

describe('a reading of a table that moves', () => {
  test('tells and counts each connection once, and misses no more than ended meanwhile', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), movesArbitrary, (count, moves) => {
        const { told, stayed, ended, total, counts } = readMoving(count, moves)
        expect(new Set(told).size).toBe(told.length)
        expect(total.connections).toBe(told.length)
        expect(counts.reduce((sum, each) => sum + each.connections, 0)).toBe(told.length)
        const missed = [...stayed].filter((row) => !told.includes(row))
        expect(missed.length).toBeLessThanOrEqual(ended)
      }),
    )
  })

  test('tells all where none ended', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), movesArbitrary, (count, moves) => {
        const begun = moves.map((step) => step.map(({ at }) => ({ is: 'begins', at })))
        const { told, stayed } = readMoving(count, begun)
        expect([...stayed].filter((row) => !told.includes(row))).toEqual([])
      }),
    )
  })

  test('rows that are alike but for one end are not one', () => {
    const one = connection(1)
    const rows = [
      one,
      { ...one, protocol: 'UDP' as const },
      { ...one, client: { ...one.client, port: 3 } },
      { ...one, virtual: { ...one.virtual, port: 81 } },
      { ...one, virtual: { ...one.virtual, address: '10.96.0.2' } },
      { ...one, real: { ...one.real, port: 8081 } },
    ].map(writeConnection)
    const template = {
      match: { protocol: 'UDP', address: '10.96.0.1', port: 5060 },
      client: '10.0.0.1',
      real: { address: '10.244.1.1', port: 5060 },
      state: 'ASSURED',
      expiresSeconds: 5,
      isInvalidated: false,
      engine: null,
    } as const
    const templates = [null, 'a@b', 'a@c', 'c', 'd'].map((data) =>
      writeTemplate({ ...template, engine: data === null ? null : { name: 'sip', data } }),
    )
    const scan = makeConnectionsScan([])
    scan.push(new TextEncoder().encode([...rows, ...templates, ...rows, ...templates].join('')))
    expect(scan.finish().total).toMatchObject({ connections: rows.length, templates: templates.length })
  })

  test('repeats are known over thousands of rows, and a table of any size is counted whole', () => {
    const rows = Array.from({ length: 60_000 }, (_, at) => writeConnection(connection(at)))
    const again = rows.flatMap((row, at) =>
      at >= 4_000 && at % 1_000 === 0 ? [row, ...rows.slice(at - 4_000, at)] : [row],
    )
    const scan = makeConnectionsScan([])
    scan.push(new TextEncoder().encode(again.join('')))
    expect(scan.finish().total.connections).toBe(rows.length)
  })
})
