import { describe, expect, test } from 'vitest'
import type { Connection } from '#model/flow.ts'
import { formatConnections } from '#model/sources/connections/format.ts'
import { type ConnectionsRead, connectionLimits } from '#model/sources/connections/report.ts'
import { readAgentConnections } from '../agent-connections.ts'
import { settles } from '../lab-tests.ts'
import type { StartedLab } from '../start.ts'

const everything = { templates: true, counts: true }

export function testConnections(lab: () => StartedLab): void {
  describe('the agent tells the connections of its kernel', () => {
    const out = async (node: string, command: readonly string[], mayFail = false): Promise<string> => {
      const done = await lab().exec(node, command)
      if (done.code !== 0 && !mayFail) throw new Error(`${command.join(' ')} on ${node}: ${done.err}`)
      return done.out
    }
    const ipvsadm = async (node: string) => keysOf(await out(node, ['ipvsadm', '-Lnc']))

    const conntrack = async (node: string) =>
      (await out(node, ['conntrack', '-L', '-f', 'ipv4'])) + (await out(node, ['conntrack', '-L', '-f', 'ipv6']))

    // No two questions are alike, so none is answered from the walk of another.
    let limit: number = connectionLimits.shown
    const ask = (node: string, question: object = everything) =>
      readAgentConnections(lab().state, node, { ...question, limit: limit-- })

    interface Seen {
      /** Keys of the kernel's connections and templates. */
      readonly rows: ReadonlySet<string>
      readonly entries: string
    }
    const see = async (node: string): Promise<Seen> => ({ rows: await ipvsadm(node), entries: await conntrack(node) })

    /** All that was there the whole time is told, and nothing that was not there at any time near. */
    const compareOnce = async (
      node: string,
      isAsExpected: (read: ConnectionsRead) => void,
    ): Promise<ConnectionsRead> => {
      const before = await see(node)
      const read = await ask(node)
      const after = await see(node)
      isAsExpected(read)
      const listed = formatConnections(read.connections, read.templates!.shown)
      const told = keysOf(listed)
      expect(read.fitting).toBe(read.connections.length)
      expect(linesOf(listed)).toHaveLength(told.size)
      expect([...before.rows].filter((key) => after.rows.has(key) && !told.has(key))).toEqual([])
      expect([...told].filter((key) => !before.rows.has(key) && !after.rows.has(key))).toEqual([])
      compareConntrack(read, before.entries, after.entries)
      return read
    }

    /** Conntrack's own words of every connection whose source is told; none of those whose source is not. */
    const compareConntrack = ({ connections, conntrack: looked }: ConnectionsRead, before: string, after: string) => {
      const withSource = connections.filter(({ source }) => source !== null)
      expect(looked).toEqual({ is: 'read', found: withSource.length, cut: null })
      for (const each of withSource) {
        const { source, real, client } = each
        const reply = `src=${real.address} dst=${source!.address} sport=${real.port} dport=${source!.port} `
        const isThere = [before, after].some((entries) => entries.includes(entryStart(each)) && entries.includes(reply))
        expect([client, isThere]).toEqual([client, true])
      }
      const without = connections.filter(({ source }) => source === null)
      const passedOver = without.filter((each) =>
        [before, after].every((entries) => entries.includes(entryStart(each))),
      )
      expect(passedOver).toEqual([])
    }

    /** Looks again when it differs: one walk through a table that moves may pass over a row, and ipvsadm's too. */
    const compare = (node: string, isAsExpected: (read: ConnectionsRead) => void = () => undefined) =>
      settles(() => compareOnce(node, isAsExpected))

    test('under traffic, and of all that are left of it', async () => {
      await lab().traffic(120)
      const observed = ['zmaster0', 'znode1']
      for (const node of observed)
        await compare(node, ({ connections }) => expect(connections.length).toBeGreaterThan(10))
      await lab().traffic(0)
      for (const node of observed) {
        const read = await compare(node)
        const known = read.connections.filter(({ source }) => source !== null)
        expect(known.length).toBeGreaterThan(10)
        // The node's own requests have the ClusterIP as client and leave with an address of the node.
        expect(new Set(read.connections.map(({ client }) => client.address))).toEqual(new Set(['10.104.197.218']))
        for (const { client, source } of known) expect(source!.address).not.toBe(client.address)
        const counted = read.counts!.counts.reduce((sum, { connections }) => sum + connections, 0)
        expect(counted).toBe(read.total.connections)
      }
    })

    test('over IPv6, of UDP, of a persistence template and of a firewall mark', async () => {
      const node = 'znode4'
      const pod = /-> (\d+\.\d+\.\d+\.\d+):80 /.exec(
        await out(node, ['ipvsadm', '-Ln', '-t', '10.104.197.218:80']),
      )![1]!
      const restore = [
        '-A -t 10.96.0.98:80 -s rr -p 300',
        `-a -t 10.96.0.98:80 -r ${pod}:80 -m -w 1`,
        '-A -u 10.96.0.97:5353 -s rr',
        `-a -u 10.96.0.97:5353 -r ${pod}:5353 -m -w 1`,
        '-A -t [fd00:96::100]:80 -s rr',
        '-a -t [fd00:96::100]:80 -r [fd00:244::12]:8081 -m -w 1',
        '-A -f 77 -s rr -p 360',
        `-a -f 77 -r ${pod}:0 -m -w 1`,
      ]
      for (const address of ['10.96.0.98/32', '10.96.0.97/32', '10.96.0.96/32'])
        await out(node, ['ip', 'addr', 'add', address, 'dev', 'kube-ipvs0'])
      for (const address of ['fd00:96::100/128', 'fd00:244::12/128'])
        await out(node, ['ip', 'addr', 'add', address, 'dev', 'lo'])
      await out(node, ['ipset', 'add', 'KUBE-CLUSTER-IP', '10.96.0.98,tcp:80'])
      await out(node, [
        'iptables-legacy',
        '-t',
        'mangle',
        '-A',
        'OUTPUT',
        '-d',
        '10.96.0.96',
        '-j',
        'MARK',
        '--set-mark',
        '77',
      ])
      const loaded = await lab().exec(node, ['ipvsadm', '-R'], { input: `${restore.join('\n')}\n` })
      expect(loaded).toMatchObject({ code: 0, err: '' })

      const send = (to: string) =>
        out(node, ['timeout', '1', 'bash', '-c', `exec 3<>/dev/${to} && echo hello >&3`], true)
      await send('tcp/10.96.0.98/80')
      await send('udp/10.96.0.97/5353')
      await send('tcp/fd00:96::100/80')
      await send('tcp/10.96.0.96/80')

      const read = await compare(node, ({ connections, templates }) =>
        expect(connections.length + templates!.fitting).toBeGreaterThanOrEqual(6),
      )
      const protocolsTo = (address: string) =>
        read.connections.filter(({ virtual }) => virtual.address === address).map(({ protocol }) => protocol)
      expect(protocolsTo('10.96.0.98')).toEqual(['TCP'])
      expect(protocolsTo('10.96.0.97')).toEqual(['UDP'])
      expect(protocolsTo('fd00:96::100')).toEqual(['TCP'])
      expect(read.templates!.shown.map(({ match }) => match)).toEqual(
        expect.arrayContaining([
          { protocol: 'TCP', address: '10.96.0.98', port: 80 },
          { protocol: 'FWM', mark: 77 },
        ]),
      )
      const [only] = (await ask(node, { protocol: 'UDP' })).connections
      expect(only).toMatchObject({ protocol: 'UDP', real: { address: pod, port: 5353 } })
    })
  })
}

const linesOf = (listing: string): readonly string[] =>
  listing
    .split('\n')
    .slice(2)
    .filter((line) => line !== '')

/** `TCP CLIENT VIRTUAL REAL` of every line; states and seconds move while one looks. */
function keysOf(listing: string): Set<string> {
  return new Set(
    linesOf(listing).map((line) => {
      const [protocol, , , ...ends] = line.trim().split(/ +/)
      return [protocol, ...ends].join(' ')
    }),
  )
}

const entryStart = ({ client, virtual }: Connection): string =>
  `src=${client.address} dst=${virtual.address} sport=${client.port} dport=${virtual.port} `
