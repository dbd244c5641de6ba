/**
 * Runs inside the kernel: loads the table once, then measures everything in turn, several rounds.
 * Options and results are JSON files in the exchange folder.
 */
import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { readFileSync, writeFileSync } from 'node:fs'
import { counterNames } from '#model/load.ts'
import { type Cost, costOfCommand, costOfWork } from './cost.ts'
import { fillCache, type Polled, startExporter, startOurAgent } from './subjects.ts'
import { isUdp, makeRestoreText, portOf, realNet, virtualAddress, virtualNet } from './table.ts'

export interface BenchOptions {
  readonly virtualServers: number
  readonly realServers: number
  readonly rounds: number
}

export interface BenchResult extends BenchOptions {
  readonly kernel: string
  readonly node: string
  readonly loadSeconds: number
  /** Rows whose totals were equal to those of `ipvsadm -Ln --stats --exact`, all having moved. */
  readonly verified: { readonly rows: number; readonly equal: number; readonly moved: number }
  readonly scrapeBytes: number
  readonly rows: readonly { readonly name: string; readonly costs: readonly Cost[] }[]
}

const exchange = '/run/x'
const options = JSON.parse(readFileSync(`${exchange}/options.json`, 'utf8')) as BenchOptions
const say = (text: string) => process.stdout.write(`${text}\n`)
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
/** Totals are refreshed every two seconds. */
const tickMs = 2100
/** Polled as a hub does, one every two seconds: what a processor has cached is gone by then. */
const pollsARound = 5
/** After this long without traffic an agent asks for no row. */
const quietMs = 7000

const loadStarted = performance.now()
for (const command of [
  'ip link add dummy0 type dummy',
  'ip link set dummy0 up',
  `ip route add local ${virtualNet} dev lo`,
  `ip route add ${realNet} dev dummy0`,
]) {
  const [program, ...parts] = command.split(' ')
  execFileSync(program!, parts)
}
execFileSync('ipvsadm', ['-R'], { input: makeRestoreText(options.virtualServers, options.realServers) })
const loadSeconds = (performance.now() - loadStarted) / 1000
say(`table loaded in ${loadSeconds.toFixed(1)} s`)

fillCache()
const plain = await startOurAgent(9801, false)
const withTotals = await startOurAgent(9802, true)
/** Bytes of the exporter's answer. */
let scrapeBytes = 0

const costs = new Map<string, Cost[]>()
const note = (name: string, cost: Cost) => {
  costs.set(name, [...(costs.get(name) ?? []), cost])
  say(`${name}: ${cost.cpuMs.toFixed(1)} ms`)
}
const polling = (agent: Polled) => async () => {
  await agent.poll()
}

for (const [name, agent] of [
  ['agent', plain],
  ['agent with totals', withTotals],
] as const) {
  let hashes = ''
  const first = async () => {
    const { change } = await agent.poll()
    hashes = change.is === 'whole' ? change.entries : ''
  }
  note(`${name}, first poll`, await costOfWork(agent.pid, 1, first))
  note(`${name}, all bodies`, await costOfWork(agent.pid, 1, () => agent.bodies(hashes)))
}
await polling(plain)()
await wait(quietMs)
for (let round = 0; round < options.rounds; round++) {
  // The first reading after the pause settles what the traffic of the last round left.
  await withTotals.poll()
  note('agent, nothing moves', await costOfWork(plain.pid, pollsARound, polling(plain), tickMs))
  note('agent with totals, nothing moves', await costOfWork(withTotals.pid, pollsARound, polling(withTotals), tickMs))
  note('cat /proc/net/ip_vs', await costOfCommand('cat', ['/proc/net/ip_vs']))
  note('ipvsadm -ln', await costOfCommand('ipvsadm', ['-ln']))
  note('ipvsadm -Ln --stats --exact', await costOfCommand('ipvsadm', ['-Ln', '--stats', '--exact']))
  note('node exporter, ipvs only, scrape', await costOfScrape())
  for (const percent of [1, 10]) {
    const traffic = keepMoving(percent)
    await wait(tickMs)
    const poll = async () => {
      const { load } = await withTotals.poll()
      if (load.increments?.length === 0) throw new Error('Nothing moved though packets were sent.')
    }
    await poll()
    note(`agent with totals, ${percent} % move`, await costOfWork(withTotals.pid, pollsARound, poll, tickMs))
    traffic.stop()
    await wait(quietMs)
  }
}
const verified = await verify()
for (const each of [plain, withTotals]) each.stop()

const result: BenchResult = {
  ...options,
  kernel: readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim(),
  node: process.version,
  loadSeconds,
  verified,
  scrapeBytes,
  rows: [...costs].map(([name, list]) => ({ name, costs: list })),
}
writeFileSync(`${exchange}/result`, JSON.stringify(result))

/**
 * Of a new exporter each time: with what it holds after a large scrape, a second one runs into the
 * host's limit of mappings for one process of a user-mode kernel (vm.max_map_count), which kills it.
 */
async function costOfScrape(): Promise<Cost> {
  const exporter = await startExporter(9803)
  const cost = await costOfWork(exporter.pid, 1, async () => {
    scrapeBytes = await exporter.scrape()
  })
  await exporter.stop()
  return cost
}

/** Sends a packet a second to so many in a hundred of the virtual servers: each moves one real server. */
function keepMoving(percent: number): { stop(): void } {
  const every = Math.max(1, Math.round(10 / percent))
  const socket = createSocket('udp4')
  const send = () => {
    for (let index = 0, nth = 0; index < options.virtualServers; index++)
      if (isUdp(index) && nth++ % every === 0) socket.send('moves', portOf(index), virtualAddress(index))
  }
  send()
  const timer = setInterval(send, 1000)
  return {
    stop() {
      clearInterval(timer)
      socket.close()
    },
  }
}

/** A new agent's totals beside ipvsadm's, row by row: both list rows in the same order. */
async function verify(): Promise<BenchResult['verified']> {
  const agent = await startOurAgent(9804, true)
  const told = await agent.statistics()
  agent.stop()
  if (told.is !== 'read') throw new Error(told.why)
  const ours = told.rows.map((values) => values.slice(0, counterNames.length).join(' '))
  const printed = execFileSync('ipvsadm', ['-Ln', '--stats', '--exact'], { maxBuffer: 1 << 30 })
    .toString()
    .split('\n')
    .filter((line) => /^ {2}-> \d/.test(line))
    .map((line) => line.trim().split(/ +/).slice(2).join(' '))
  if (printed.length !== ours.length) throw new Error(`The agent has ${ours.length} rows, ipvsadm ${printed.length}.`)
  const equal = printed.filter((totals, row) => ours[row] === totals).length
  return { rows: ours.length, equal, moved: ours.filter((totals) => totals !== '0 0 0 0 0').length }
}
