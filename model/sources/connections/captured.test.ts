/** What Linux 6.1.176 told of one node at one moment, in its own words and in those of ipvsadm 1.31 and conntrack 1.4.7. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { makeConntrackSearch, withConntrack } from '../conntrack/find.ts'
import { formatConnections } from './format.ts'
import { makeConnectionsScan } from './scan.ts'

const captured = (name: string): Uint8Array =>
  readFileSync(new URL(`../../fixtures/connections/every-kind.${name}.txt`, import.meta.url))

function read() {
  const scan = makeConnectionsScan([{ limit: 200, templates: true, counts: false }])
  scan.push(captured('proc'))
  return scan.finish()
}

test('every kind of row is understood, and printed as ipvsadm did', () => {
  const { total, found } = read()
  expect(total).toEqual({ connections: 8, templates: 4, invalidated: 1, portless: 0, notUnderstood: 0 })
  // ipvsadm looked a moment later: for two of them another second had begun.
  const sorted = (text: string) =>
    text
      .replaceAll(/ \d\d:\d\d /g, ' MM:SS ')
      .split('\n')
      .sort()
  const printed = formatConnections(found[0]!.connections, found[0]!.templates!.shown)
  expect(sorted(printed)).toEqual(sorted(new TextDecoder().decode(captured('ipvsadm'))))
})

test.for(['nf_conntrack', 'conntrack'])('their sources are found in the text of %s', (name) => {
  const { connections } = read().found[0]!
  const search = makeConntrackSearch(connections)
  search.push(captured(name))
  const entries = search.finish()
  const told = connections.map((each, at) => {
    const { client, source, packets } = withConntrack(each, entries[at]!)
    return [`${client.address} ${client.port}`, source && `${source.address} ${source.port}`, packets?.out ?? null]
  })
  expect(new Map(told.map(([client, ...rest]) => [client, rest]))).toEqual(
    new Map([
      ['10.96.0.95 34190', ['10.96.0.95 34190', 1]],
      ['10.96.0.96 53884', ['10.96.0.96 53884', 1]],
      ['10.96.0.97 52252', ['10.96.0.97 52252', 1]],
      ['10.96.0.98 49214', ['100.127.10.64 64520', 6]],
      ['10.104.197.218 56156', ['100.127.10.64 31564', null]],
      ['10.104.197.218 58980', expect.anything()],
      ['fd00:96::100 54056', [null, null]],
      ['fd00:96::101 39048', [null, null]],
    ]),
  )
})
