import fc from 'fast-check'
import { expect, test } from 'vitest'
import { connectionArbitrary } from '../../fixtures/connections.ts'
import type { Connection } from '../../flow.ts'
import { asciiBytes } from '../bytes.ts'
import { makeConnectionSearch } from './find.ts'
import { connectionsTitle, writeConnection } from './write.ts'

const ends = ({ protocol, client, virtual }: Connection) => JSON.stringify([protocol, client, virtual])

test('finds each connection among others, whatever the pieces', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(connectionArbitrary, { maxLength: 10, selector: ends }),
      fc.integer({ min: 1, max: 200 }),
      (rows, pieceBytes) => {
        const [wanted, absent] = [rows.filter((_, at) => at % 2 === 0), rows.filter((_, at) => at % 3 === 1)]
        const listed = rows.filter((row) => !absent.includes(row))
        const bytes = asciiBytes(connectionsTitle + listed.map(writeConnection).join(''))
        const search = makeConnectionSearch(wanted)
        for (let at = 0; at < bytes.length; at += pieceBytes) search.push(bytes.subarray(at, at + pieceBytes))
        const expected = wanted.map((row) => (absent.includes(row) ? null : row))
        expect(search.finish()).toEqual(expected)
        expect(search.isComplete()).toBe(!expected.includes(null))
      },
    ),
  )
})

test('takes no connection of another client with the same port, nor one to elsewhere', () => {
  const [connection] = fc.sample(connectionArbitrary, 1)
  const { client, virtual } = connection!
  const text = asciiBytes(writeConnection(connection!))
  for (const other of [
    { ...connection!, client: { address: '10.9.9.9', port: client.port } },
    { ...connection!, virtual: { address: '10.9.9.9', port: virtual.port } },
    { ...connection!, client: { ...client, port: client.port ^ 1 } },
  ]) {
    const search = makeConnectionSearch([other])
    search.push(text)
    expect(search.finish()).toEqual([null])
  }
})
