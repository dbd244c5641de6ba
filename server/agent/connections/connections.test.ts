import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { connectionArbitrary } from '#model/fixtures/connections.ts'
import type { Connection, FlowEnd } from '#model/flow.ts'
import { type ConnectionsRead, parseConnectionsAnswer } from '#model/sources/connections/report.ts'
import { connectionsTitle, writeConnection } from '#model/sources/connections/write.ts'
import { protocolNumbers } from '#model/sources/conntrack/find.ts'
import { writeEntry } from '#model/sources/conntrack/write.ts'
import type { Look, Ran } from '#model/sources/source.ts'
import { type ConnectionsKernel, makeConnectionsReader } from './connections.ts'

interface Node {
  readonly files: Readonly<Record<string, string | Error>>
  readonly conntrack?: Ran & { readonly output?: string }
}

/** A node with these files and this program, and what was asked of it. */
function makeNode({ files, conntrack = { is: 'missing', why: '' } }: Node, timeouts?: Look['timeouts']) {
  const asked: string[] = []
  const bytesOf = (path: string): Uint8Array | null => {
    const content = files[path]
    if (content instanceof Error) throw content
    return content === undefined ? null : new TextEncoder().encode(content)
  }
  const kernel: ConnectionsKernel = {
    monotonicNs: () => 12n,
    wallMs: () => 34,
    read: bytesOf,
    async stream(path, take) {
      asked.push(path)
      const bytes = bytesOf(path)
      for (let at = 0; bytes !== null && at < bytes.length; at += 100)
        if (take(bytes.subarray(at, at + 100)) === 'enough') break
      return bytes !== null
    },
    async runStream(argv, take) {
      asked.push(argv.join(' '))
      take(new TextEncoder().encode(conntrack.output ?? ''))
      return conntrack
    },
  }
  return { asked, ask: makeConnectionsReader(kernel, timeouts) }
}

const table = '/proc/net/ip_vs_conn'
const entries = '/proc/net/nf_conntrack'

const connection: Connection = {
  protocol: 'TCP',
  client: { address: '10.96.0.100', port: 58_654 },
  virtual: { address: '10.96.0.100', port: 80 },
  real: { address: '10.244.2.10', port: 8080 },
  source: null,
  state: 'TIME_WAIT',
  expiresSeconds: 116,
  packets: null,
  bytes: null,
}
const snat: FlowEnd = { address: '10.244.1.0', port: 31_076 }

const entry = ({ protocol, client, virtual, real }: Connection, source: FlowEnd): string =>
  writeEntry({
    protocol: protocolNumbers[protocol],
    expiresSeconds: 5,
    state: 'TIME_WAIT',
    original: { from: client, to: virtual, packets: 6, bytes: 400 },
    reply: { from: real, to: source, packets: 4, bytes: 900 },
    isUnreplied: false,
    isAssured: true,
    isOffloaded: false,
    mark: 0,
    id: null,
  })

async function read(node: ReturnType<typeof makeNode>, asked: unknown = {}): Promise<ConnectionsRead> {
  const { status, body } = await node.ask(asked)
  expect(status).toBe(200)
  expect(parseConnectionsAnswer(JSON.parse(JSON.stringify(body)))).toEqual({ ok: true, value: body })
  return body as ConnectionsRead
}

describe('the answer about connections', () => {
  test('joins what conntrack knows of them', async () => {
    const node = makeNode({
      files: { [table]: connectionsTitle + writeConnection(connection), [entries]: entry(connection, snat) },
    })
    expect(await read(node)).toEqual({
      is: 'read',
      clock: { monotonicNs: '12', wallMs: 34 },
      total: { connections: 1, templates: 0, invalidated: 0, portless: 0, notUnderstood: 0 },
      cut: null,
      fitting: 1,
      connections: [{ ...connection, source: snat, packets: { out: 6, back: 4 }, bytes: { out: 400, back: 900 } }],
      templates: null,
      counts: null,
      conntrack: { is: 'read', found: 1, cut: null },
    })
  })

  test('gives every question its own connections from one walk', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(connectionArbitrary, { maxLength: 8, selector: writeConnection }),
        async (all) => {
          const node = makeNode({
            files: {
              [table]: all.map(writeConnection).join(''),
              [entries]: all.map((each) => entry(each, snat)).join(''),
            },
          })
          const protocols = ['TCP', 'UDP', 'SCTP'] as const
          const answers = await Promise.all(protocols.map((protocol) => read(node, { protocol })))
          answers.forEach((answer, at) => {
            const fitting = all.filter(({ protocol }) => protocol === protocols[at])
            expect(answer.connections).toHaveLength(fitting.length)
            expect(answer.connections.every(({ protocol }) => protocol === protocols[at])).toBe(true)
            expect(answer.connections.every(({ source }) => source?.port === snat.port)).toBe(true)
          })
          expect(node.asked.filter((path) => path === table)).toHaveLength(1)
        },
      ),
      { numRuns: 20 },
    )
  })

  test('reads conntrack only when something is to be looked for, and only as far as it must', async () => {
    const none = makeNode({ files: { [table]: connectionsTitle, [entries]: '' } })
    expect((await read(none)).conntrack).toEqual({ is: 'read', found: 0, cut: null })
    expect(none.asked).toEqual([table])
  })

  test('asks the program where there is no file, a family at a time, for no more than it must', async () => {
    const files = { [table]: writeConnection(connection) }
    const node = makeNode({ files, conntrack: { is: 'ran', text: '', output: entry(connection, snat) } })
    expect((await read(node)).connections[0]!.source).toEqual(snat)
    expect(node.asked).toEqual([table, entries, 'conntrack -L -o extended,id -f ipv4 --orig-dst 10.96.0.100 -p tcp'])
  })

  test.for([
    [
      { files: { [entries]: new Error('EACCES: permission denied') } },
      '/proc/net/nf_conntrack cannot be read: EACCES: permission denied. The program conntrack is not there either: install conntrack-tools beside the agent.',
    ],
    [
      { files: {}, conntrack: { is: 'failed', why: '“conntrack” failed with code 1: Operation not permitted.' } },
      '“conntrack” failed with code 1: Operation not permitted.',
    ],
    [
      { files: { [entries]: entry(connection, snat), '/proc/sys/net/ipv4/vs/conntrack': '0\n' } },
      'net.ipv4.vs.conntrack is 0 on this node: its kernel keeps no conntrack entries of IPVS connections.',
    ],
  ] as const)('says why conntrack tells nothing: %#', async ([{ files, ...rest }, why]) => {
    const answer = await read(makeNode({ ...rest, files: { ...files, [table]: writeConnection(connection) } }))
    expect(answer.conntrack).toEqual({ is: 'unreadable', why })
    expect(answer.connections).toEqual([connection])
  })

  test('says that there is no table, or why it cannot be read', async () => {
    expect((await makeNode({ files: {} }).ask({})).body).toEqual({
      is: 'absent',
      why: 'There is no /proc/net/ip_vs_conn: the ip_vs module is not loaded.',
    })
    expect((await makeNode({ files: { [table]: new Error('EIO: i/o error') } }).ask({})).body).toEqual({
      is: 'unreadable',
      why: '/proc/net/ip_vs_conn cannot be read: EIO: i/o error.',
    })
  })

  test('counts idleness by the timeouts set on the node', async () => {
    const client = { ...connection.client, port: 58_655 }
    const established = { ...connection, client, state: 'ESTABLISHED', expiresSeconds: 290 }
    const files = { [table]: [established, connection].map(writeConnection).join('') }
    const newestWith = async (timeouts?: () => { tcp: number; tcpFin: number; udp: number }) =>
      (await read(makeNode({ files }, timeouts), { limit: 1 })).connections[0]!.state
    expect(await newestWith()).toBe('TIME_WAIT')
    expect(await newestWith(() => ({ tcp: 291, tcpFin: 120, udp: 300 }))).toBe('ESTABLISHED')
  })

  test('refuses what is no question', async () => {
    expect(await makeNode({ files: {} }).ask({ client: 'nobody' })).toEqual({
      status: 400,
      body: { error: 'The question is not understood: client: is no IP address.' },
    })
  })
})
