/** `npm run lab [-- SUBCOMMAND …]`. */
import { parseArgs } from 'node:util'
import { runCheck } from './check.ts'
import { findLab } from './host/state.ts'
import { attachLab, type Lab, until } from './lab.ts'
import { offerNamed, offerNames, offers } from './offers.ts'
import type { LabPod } from './reference-case.ts'
import { up } from './up.ts'
import { runWalkProof } from './walk-proof.ts'

const usage = `npm run lab [-- SUBCOMMAND]

  up [--no-hub] [--sync-period SECONDS]   start six kernels and the hub, until Ctrl-C (default)
  exec NODE COMMAND…                      run a command on a node
  scale N                                 make Service web have N Pods
  offer NAME                              put a Service of another kind there: ${offerNames.join(', ')}
  drift NODE                              delete one real server of web behind kube-proxy's back
  traffic RPS                             requests per second to web from all nodes; 0 ends it
  down                                    end the lab that runs
  check                                   the reference case as assertions; starts its own lab if none runs
  walk                                    every way and every breakage walked, in a lab of its own
`

type Subcommand = (args: readonly string[]) => Promise<number>

const say = (line: string) => process.stdout.write(`${line}\n`)

const sayPod = ({ name, address, address6, node }: LabPod) =>
  say(`${name}  ${address}${address6 === null ? '' : `  ${address6}`}  ${node}`)

function runningLab(): Lab {
  const state = findLab()
  if (state === null) throw new Error('No lab runs here. Start one with: npm run lab')
  return attachLab(state)
}

function wholeNumber(text: string | undefined, what: string): number {
  if (text === undefined || !/^\d+$/.test(text)) throw new Error(`${what} is a whole number, not '${text ?? ''}'.`)
  return Number(text)
}

const subcommands: Readonly<Record<string, Subcommand>> = {
  async up(args) {
    const options = { 'no-hub': { type: 'boolean' }, 'sync-period': { type: 'string', default: '30' } } as const
    const { values } = parseArgs({ args: [...args], options })
    return up({
      hubPort: values['no-hub'] ? null : wholeNumber(process.env['PORT'] ?? '3000', 'PORT'),
      syncPeriodMs: wholeNumber(values['sync-period'], '--sync-period') * 1_000,
      say,
    })
  },
  async exec([node = '', ...command]) {
    if (command.length === 0) throw new Error('Say what to run: npm run lab -- exec NODE COMMAND…')
    const input = process.stdin.isTTY ? '' : process.stdin
    const onOut = (chunk: Buffer) => process.stdout.write(chunk)
    const onErr = (chunk: Buffer) => process.stderr.write(chunk)
    return (await runningLab().exec(node, command, { input, onOut, onErr })).code
  },
  async scale([count]) {
    const pods = await runningLab().scale(wholeNumber(count, 'The number of Pods'))
    for (const pod of pods) sayPod(pod)
    return 0
  },
  async offer([name = '']) {
    const offered = offerNamed(name)
    for (const pod of await runningLab().offer(offered)) sayPod(pod)
    const { service } = offers[offered]
    if (service !== null) say(`Service ${service.name}  ${service.clusterIp}  port ${service.port}/${service.protocol}`)
    return 0
  },
  async drift([node = '']) {
    const realServer = await runningLab().drift(node)
    say(`Deleted ${realServer} from web's virtual server on ${node}; kube-proxy does not know.`)
    return 0
  },
  async traffic([perSecond]) {
    const lab = runningLab()
    await lab.traffic(wholeNumber(perSecond, 'The number of requests per second'))
    const { asked, answered, failed } = await lab.trafficCounts()
    say(`${perSecond} requests per second from now on; so far ${asked} asked, ${answered} answered, ${failed} failed.`)
    return 0
  },
  async down() {
    const { pid } = runningLab().state
    process.kill(pid, 'SIGTERM')
    await until(`the lab (process ${pid}) ends`, 15_000, async () => findLab() === null)
    return 0
  },
  check: () => runCheck(findLab(), say),
  walk: () => runWalkProof(say),
}

async function run([name = 'up', ...args]: readonly string[]): Promise<number> {
  try {
    const subcommand = subcommands[name]
    if (subcommand === undefined) throw new Error(`There is no subcommand '${name}'.\n\n${usage}`)
    return await subcommand(args)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

// At once: a command's open input or a start given up would keep the process waiting.
process.exit(await run(process.argv.slice(2)))
