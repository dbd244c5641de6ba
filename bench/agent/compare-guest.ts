/**
 * Runs inside a kernel: loads a table of every kind, sends traffic, reads it as the agent does and
 * leaves that beside what ipvsadm prints of the same kernel.
 */
import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { writeFileSync } from 'node:fs'
import { createServer, get } from 'node:http'
import { counterNames } from '#model/load.ts'
import { splitHashes } from '#model/report.ts'
import { formatRealServer, formatVirtualServer } from '#model/sources/ipvs/format.ts'
import type { VirtualServer } from '#model/topology.ts'
import { makeFactsReader } from '#server/agent/facts/reader.ts'
import { makeRealKernel } from '#server/agent/real-kernel.ts'
import { makeReporter } from '#server/agent/report.ts'

const rules = `
-A -t 10.96.0.20:80 -s wrr -p 10800
-a -t 10.96.0.20:80 -r 127.0.0.2:8080 -m -w 1
-a -t 10.96.0.20:80 -r 127.0.0.3:8080 -m -w 2
-a -t 10.96.0.20:80 -r 192.168.50.12:80 -i -w 0
-A -t 10.96.0.21:80 -s rr
-a -t 10.96.0.21:80 -r 127.0.0.4:8080 -m -w 1
-a -t 10.96.0.21:80 -r 127.0.0.2:8080 -m -w 1
-a -t 10.96.0.21:80 -r 127.0.0.3:8080 -m -w 1
-A -u 10.96.0.20:53 -s rr -o
-a -u 10.96.0.20:53 -r 127.0.0.2:8053 -m -w 100
-A -u 10.96.0.21:53 -s rr
-a -u 10.96.0.21:53 -r 127.0.0.2:8054 -m -w 1
-A -t 10.96.0.30:443 -s mh -b mh-port
-A -t 10.96.0.31:443 -s sh -b sh-fallback,sh-port
-A -t 10.96.0.35:443 -s wrr -b flag-2
-A -t 10.96.0.36:443 -s rr -p 300 -M 255.255.255.0
-A --sctp-service 10.96.0.50:9999 -s rr
-a --sctp-service 10.96.0.50:9999 -r 192.168.50.12:9999 -g -w 65535
-A -t [fd00:1::10]:80 -s rr
-a -t [fd00:1::10]:80 -r [::1]:8080 -m -w 1
-A -u [fd00:1::10]:53 -s rr -p 600 -M 64
-A -f 77 -s rr -p 360
-a -f 77 -r 192.168.50.11:0 -m -w 1
`

/** Five values in `counterNames` order, as texts. */
export type Values = readonly string[]

/** What is printed and told at one moment, line by line: virtual servers and their rows as ipvsadm orders them. */
export interface Moment {
  readonly stats: readonly Values[]
  readonly rates: readonly Values[]
}

export interface Compared {
  /** As ipvsadm printed it, and as the agent would. */
  readonly listing: { readonly theirs: readonly string[]; readonly ours: readonly string[] }
  /** After traffic, and once more after traffic to one virtual server only. */
  readonly moments: readonly { readonly theirs: Moment; readonly ours: Moment }[]
  /** By row: what a report told of its growth between the two; null where it told nothing. */
  readonly growth: readonly (readonly number[] | null)[]
  /** Places of rows among the lines of a moment. */
  readonly rowLines: readonly number[]
  readonly withoutCounters: string | null
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const ipvsadm = (...options: string[]) => execFileSync('ipvsadm', options).toString().trimEnd().split('\n').slice(3)
/** The kernel goes over its totals every two seconds. */
const refreshMs = 2500

execFileSync('ipvsadm', ['-R'], { input: rules.trimStart() })
for (const address of ['10.96.0.20/32', '10.96.0.21/32', 'fd00:1::10/128'])
  execFileSync('ip', ['addr', 'add', address, 'dev', 'lo'])
const body = 'x'.repeat(1500)
for (const host of ['127.0.0.2', '127.0.0.3', '127.0.0.4', '::1'])
  createServer((_, response) => response.end(body)).listen(8080, host)

// Answers twice, so that no counter of it is as large as another, whatever TCP makes of its own packets.
const answerer = createSocket('udp4')
answerer.on('message', (_, { port, address }) => {
  for (let answer = 0; answer < 2; answer++) answerer.send(body.slice(0, 100), port, address)
})
answerer.bind(8054, '127.0.0.2')

const kernel = makeRealKernel('/')
const reporter = makeReporter(
  kernel,
  'compared',
  '0',
  makeFactsReader(kernel, () => performance.now()),
)
const start = report(null)
await ask('http://10.96.0.20/', 7)
await ask('http://10.96.0.21/', 11)
await ask('http://[fd00:1::10]/', 3)
const socket = createSocket('udp4')
for (let packet = 0; packet < 5; packet++) socket.send('question', 53, '10.96.0.20')
const asker = createSocket('udp4')
for (let packet = 0; packet < 4; packet++) asker.send('question', 53, '10.96.0.21')
const servers = [...reporter.virtualServers(splitHashes(start.entries))]
await settle(7 + 11 + 3 + 5 + 1)
const listing = { ours: printed(servers), theirs: withoutCounts(ipvsadm('-Ln')) }
const second = report(start.reading)
const moments = [await compare()]
await ask('http://10.96.0.21/', 4)
await settle(7 + 11 + 3 + 5 + 1 + 4)
const third = report(second.reading)
moments.push(await compare())
asker.close()
socket.close()
const rowLines = rowLinesOf(servers)
const compared: Compared = {
  listing,
  moments,
  growth: rowLines.map((_, row) => third.increments.get(row) ?? null),
  rowLines,
  withoutCounters: start.withoutCounters,
}
writeFileSync('/run/x/result', JSON.stringify(compared))
process.exit(0)

function report(since: string | null) {
  const { table, reading } = reporter.report({ table: null, since, facts: null })
  if (table.is !== 'read' || table.change.is !== 'whole') throw new Error(`The table is ${JSON.stringify(table)}`)
  const flat = table.load.increments ?? []
  const increments = new Map<number, number[]>()
  for (let at = 0; at < flat.length; at += 6) increments.set(flat[at]!, flat.slice(at + 1, at + 6))
  return { entries: table.change.entries, reading, increments, withoutCounters: table.withoutCounters }
}

/** Until so many connections are counted, and the kernel went over its totals again and found nothing more. */
async function settle(connections: number): Promise<void> {
  const deadline = performance.now() + 60_000
  for (let before = ''; performance.now() < deadline; await wait(refreshMs)) {
    const { stats } = await ours()
    const now = JSON.stringify(stats)
    const counted = sum(rowLinesOf(servers).map((line) => Number(stats[line]![0])))
    if (now === before && counted >= connections) return
    before = now
  }
  throw new Error(`${connections} connections were not counted, or totals never stood still.`)
}

/** Between two of our own looks that are equal: else the kernel refreshed its totals meanwhile. */
async function compare(): Promise<Compared['moments'][number]> {
  for (let tries = 0; tries < 20; tries++) {
    const before = await ours()
    const theirs = { stats: linesOf(ipvsadm('-Ln', '--stats', '--exact')), rates: linesOf(ipvsadm('-Ln', '--rate')) }
    const after = await ours()
    if (JSON.stringify(before) === JSON.stringify(after)) return { ours: before, theirs }
  }
  throw new Error('The totals moved during every look at them.')
}

async function ours(): Promise<Moment> {
  const told = await reporter.statistics()
  if (told.is !== 'read') throw new Error(told.why)
  let row = 0
  const lines = servers.flatMap(({ realServers }, position) => [
    told.servers.at(position),
    ...realServers.map(() => told.rows.at(row++)),
  ])
  const { length } = counterNames
  return { stats: lines.map((values) => values.slice(0, length)), rates: lines.map((values) => values.slice(length)) }
}

/** The numbers at the end of each line. */
function linesOf(lines: readonly string[]): Values[] {
  return lines.map((line) => line.trim().split(/ +/).slice(-counterNames.length))
}

/** Places of rows among lines, each virtual server's behind its own. */
function rowLinesOf(all: readonly VirtualServer[]): number[] {
  return all.flatMap(({ realServers }, position) =>
    realServers.map((_, index) => sum(all.slice(0, position).map((each) => 1 + each.realServers.length)) + 1 + index),
  )
}

function printed(all: readonly VirtualServer[]): string[] {
  return all.flatMap((server) => [
    formatVirtualServer(server),
    ...withoutCounts(server.realServers.map((real) => formatRealServer(real, 0, 0))),
  ])
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

/** Active and inactive go on moving between two looks. */
function withoutCounts(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/^( {2}-> \S+ +\S+ +\S+).*$/, '$1'))
}

async function ask(url: string, times: number): Promise<void> {
  for (let turn = 0; turn < times; turn++)
    await new Promise<void>((resolve, reject) => {
      get(url, { agent: false }, (response) => response.resume().once('end', resolve)).once('error', reject)
    })
}
