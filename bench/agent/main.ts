/**
 * What a poll costs on one node: our agent, ipvsadm and the node exporter side by side in one real
 * kernel. `npm run bench -- agent [--virtual-servers N] [--real-servers N] [--rounds N] [--json FILE]`;
 * `--full` is the 10,000 x 10 of a large cluster (some minutes; the quick default is 1,000 x 10).
 */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { BenchOptions, BenchResult } from './guest.ts'
import { runInKernel, whyNoKernel } from './kernel/boot.ts'
import { formatResult, summaries } from './print.ts'

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    'virtual-servers': { type: 'string' },
    'real-servers': { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string' },
  },
})
const say = (text: string) => process.stderr.write(`${text}\n`)
function stop(why: string): never {
  say(`bench: ${why}`)
  process.exit(1)
}
const whole = (name: string, text: string): number => {
  const value = Number(text)
  return Number.isInteger(value) && value > 0 ? value : stop(`--${name} is "${text}": give a whole number above zero.`)
}
const options: BenchOptions = {
  virtualServers: whole('virtual-servers', values['virtual-servers'] ?? (values.full ? '10000' : '1000')),
  realServers: whole('real-servers', values['real-servers']),
  rounds: whole('rounds', values.rounds),
}

const why = whyNoKernel()
if (why !== null) stop(why)
if (!existsSync('/usr/bin/prometheus-node-exporter')) stop('Install the Debian package prometheus-node-exporter.')

const subject = join(import.meta.dirname, 'guest.ts')
say(
  `bench: ${options.virtualServers} x ${options.realServers} in a user-mode kernel; this takes from one to ten minutes.`,
)
const { status, output, result } = await runInKernel({
  memoryMb: 2048,
  deadlineMs: 20 * 60_000,
  files: { 'options.json': JSON.stringify(options) },
  script: `exec "${process.execPath}" "${subject}"`,
})
if (status !== 0 || result === null) stop(`the kernel ended with ${status ?? 'no status'}:\n${output}`)
else {
  const measured = JSON.parse(result) as BenchResult
  process.stdout.write(`${formatResult(measured)}\n`)
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify({ ...measured, medians: summaries(measured) }, null, 1)}\n`)
}
