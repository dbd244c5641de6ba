/**
 * Runs inside a kernel: loads a table of every kind, sends traffic, reads it as the agent does and
 * leaves that beside what ipvsadm prints of the same kernel.
 */
import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { writeFileSync } from 'node:fs'
import { createServer, get } from 'node:http'
import { type CounterName, counterNames } from '#model/load.ts'
import { formatRealServer, formatVirtualServer } from '#model/sources/ipvs/format.ts'
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

export interface Compared {
  /** As ipvsadm printed it, and as the agent would. */
  readonly listing: { readonly theirs: readonly string[]; readonly ours: readonly string[] }
  readonly stats: { readonly theirs: readonly Totals[]; readonly ours: readonly Totals[] }
  /** The same once more, after traffic to one virtual server only. */
  readonly later: { readonly theirs: readonly Totals[]; readonly ours: readonly Totals[] }
  readonly withoutCounters: string | null
}
type Totals = Readonly<Record<CounterName, string>>

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const ipvsadm = (...options: string[]) => execFileSync('ipvsadm', options).toString().trimEnd().split('\n').slice(3)
/** Totals are refreshed every two seconds. */
const refreshMs = 2500

execFileSync('ipvsadm', ['-R'], { input: rules.trimStart() })
for (const address of ['10.96.0.20/32', '10.96.0.21/32', 'fd00:1::10/128'])
  execFileSync('ip', ['addr', 'add', address, 'dev', 'lo'])
const body = 'x'.repeat(1500)
for (const host of ['127.0.0.2', '127.0.0.3', '127.0.0.4', '::1'])
  createServer((_, response) => response.end(body)).listen(8080, host)

const kernel = makeRealKernel('/')
const reporter = makeReporter(kernel, 'compared', '0')
const first = read()
await ask('http://10.96.0.20/', 7)
await ask('http://10.96.0.21/', 11)
await ask('http://[fd00:1::10]/', 3)
const socket = createSocket('udp4')
for (let packet = 0; packet < 5; packet++) socket.send('question', 53, '10.96.0.20')
await wait(refreshMs)
const second = read()
const stats = { ours: second.stats, theirs: theirStats() }
const listing = { ours: second.listing, theirs: withoutCounts(ipvsadm('-Ln')) }
await wait(3 * refreshMs)
read()
await ask('http://10.96.0.21/', 4)
await wait(refreshMs)
const later = { ours: read().stats, theirs: theirStats() }
socket.close()
const compared: Compared = { listing, stats, later, withoutCounters: first.withoutCounters }
writeFileSync('/run/x/result', JSON.stringify(compared))
process.exit(0)

function read() {
  const { table } = reporter.report({ table: null, since: null })
  if (table.is !== 'read' || table.change.is !== 'whole') throw new Error(`The table is ${JSON.stringify(table)}`)
  const blobs = reporter.virtualServers(table.change.entries)
  const counters = new Map((table.load.counters ?? []).map(([row, ...totals]) => [row, totals]))
  const rows = Array.from({ length: table.rows }, (_, row) => counters.get(row) ?? counterNames.map(() => '0'))
  return {
    listing: blobs.flatMap((server) => [
      formatVirtualServer(server),
      ...withoutCounts(server.realServers.map((real) => formatRealServer(real, 0, 0))),
    ]),
    stats: rows.map(named),
    withoutCounters: table.withoutCounters,
  }
}

function theirStats(): Totals[] {
  return ipvsadm('-Ln', '--stats', '--exact')
    .filter((line) => line.startsWith('  ->'))
    .map((line) => named(line.trim().split(/ +/).slice(2)))
}

function named(values: readonly string[]): Totals {
  const [connections = '', inPackets = '', outPackets = '', inBytes = '', outBytes = ''] = values
  return { connections, inPackets, outPackets, inBytes, outBytes }
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
