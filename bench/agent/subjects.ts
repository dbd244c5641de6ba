/** What is measured: our agent over HTTP, with and without the right to read totals, and its peers. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { request } from 'node:http'
import { join } from 'node:path'
import { agentPaths, hashDigits, type Report, type Statistics, type TableReport } from '#model/report.ts'
import { agentEnvironment, agentFlags, agentMain } from '../../server/launch/agent.mjs'

export interface Polled {
  readonly pid: number
  /** One poll as a hub does it: it names the table and the reading it has. */
  poll(): Promise<TableReport>
  /** Bodies of so many virtual servers, asked for as a hub does that has none. */
  bodies(hashes: string): Promise<void>
  statistics(): Promise<Statistics>
  stop(): void
}

const token = 'bench'
const root = join(import.meta.dirname, '../..')
const environment = { ...process.env, ...agentEnvironment('/run/node-cache') }
/** Virtual servers a hub asks for at once. */
const batch = 2_000

/** As `npm run agent` does before it starts one. */
export function fillCache(): void {
  execFileSync(process.execPath, [...agentFlags, join(root, agentMain), '--version'], { env: environment })
}

/** Without totals it runs without the NET_ADMIN capability, as on a node that does not grant it. */
export async function startOurAgent(port: number, withTotals: boolean): Promise<Polled> {
  const program = [process.execPath, ...agentFlags, join(root, agentMain)]
  const command = withTotals ? program : ['setpriv', '--bounding-set=-net_admin', '--inh-caps=-net_admin', ...program]
  const child = spawn(command[0]!, command.slice(1), {
    stdio: 'inherit',
    env: {
      ...environment,
      FAIRLEAD_AGENT_PORT: String(port),
      FAIRLEAD_AGENT_TOKEN: token,
      FAIRLEAD_NODE_NAME: 'bench',
    },
  })
  const url = `http://127.0.0.1:${port}`
  await untilAnswers(child, `${url}/healthz`)
  let had = ''
  return {
    pid: child.pid!,
    stop: () => void child.kill(),
    async poll() {
      const report = JSON.parse(await fetchText(`${url}/v1/report${had}`)) as Report
      if (report.table.is !== 'read') throw new Error(`The agent's table is ${report.table.is}: ${report.table.why}`)
      if ((report.table.withoutCounters === null) !== withTotals)
        throw new Error(`Totals were to be ${withTotals ? 'read' : 'left out'}: ${report.table.withoutCounters}`)
      had = `?table=${report.table.hash}&since=${encodeURIComponent(report.reading)}`
      return report.table
    },
    async bodies(hashes) {
      for (let at = 0; at < hashes.length; at += batch * hashDigits)
        await fetchText(url + agentPaths.virtualServers, { hashes: hashes.slice(at, at + batch * hashDigits) })
    },
    statistics: async () => JSON.parse(await fetchText(url + agentPaths.statistics)) as Statistics,
  }
}

export interface Exporter {
  readonly pid: number
  /** Bytes of the answer. */
  scrape(): Promise<number>
  stop(): Promise<void>
}

/** Prometheus' node exporter with its IPVS collector alone. */
export async function startExporter(port: number): Promise<Exporter> {
  const child = spawn(
    'prometheus-node-exporter',
    ['--collector.disable-defaults', '--collector.ipvs', `--web.listen-address=127.0.0.1:${port}`],
    { stdio: 'ignore' },
  )
  const url = `http://127.0.0.1:${port}`
  await untilAnswers(child, `${url}/`)
  return {
    pid: child.pid!,
    scrape: async () => (await fetchText(`${url}/metrics`)).length,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.kill()
      }),
  }
}

/** A connection a request: between two rounds either side may have closed an idle one. */
function fetchText(url: string, question?: object): Promise<string> {
  return new Promise((resolve, reject) => {
    const method = question === undefined ? 'GET' : 'POST'
    const sent = request(url, { method, agent: false, headers: { Authorization: `Bearer ${token}` } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('error', reject)
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        if (response.statusCode === 200) resolve(text)
        else reject(new Error(`${url} answered ${response.statusCode}: ${text.slice(0, 200)}`))
      })
    })
    sent.once('error', reject)
    sent.end(question && JSON.stringify(question))
  })
}

async function untilAnswers(child: ChildProcess, url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended at once with ${child.exitCode}.`)
    if (
      await fetchText(url).then(
        () => true,
        () => false,
      )
    )
      return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${url} did not answer within ten seconds.`)
}
