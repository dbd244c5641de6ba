/**
 * `npm run bench -- latency`: from a change in a real kernel's table to the frame in a browser's
 * socket that shows it. A weight of one real server is changed with ipvsadm at a random moment
 * of the poll; the time starts when the command is sent, so it holds the command's own run too.
 */
import { writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Cluster, tableHashOf } from '#model/cluster.ts'
import { makeNodeName } from '#model/ids.ts'
import { overview } from '#model/scope.ts'
import { startLab } from '../../e2e/lab/start.ts'
import { follow } from '../shared/browser.ts'
import { freePort } from '../shared/free-port.ts'
import { machineMs, median, percentile } from '../shared/numbers.ts'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '40' }, json: { type: 'string' } },
})
const rounds = Number(values.rounds)
const say = (line: string) => process.stdout.write(`${line}\n`)

/** A change that is not seen within this is a fault. */
const seenWithinMs = 60_000

const lab = await startLab({ hubPort: await freePort(), syncPeriodMs: 3_600_000, say })
const browser = follow(lab.state.hubUrl!, overview, undefined, lab.state.token)
const seen = async (holds: (cluster: Cluster) => boolean): Promise<number> => {
  const atMs = await browser.until(holds, seenWithinMs)
  if (atMs === null) throw new Error(`A change was not seen within ${seenWithinMs / 1_000} s.`)
  return atMs
}
try {
  const node = makeNodeName('znode3')
  const hashOf = (cluster: Cluster) => {
    const known = cluster.nodes.get(node)
    return known ? tableHashOf(known) : null
  }
  await seen((cluster) => hashOf(cluster) !== null)
  const took: number[] = []
  const commands: number[] = []
  for (let round = 0; round < rounds; round++) {
    await delay(500 + Math.random() * browser.cluster().pollMs)
    const before = hashOf(browser.cluster())
    const start = machineMs()
    const weight = String(2 + (round % 2))
    const shown = seen((cluster) => hashOf(cluster) !== before)
    const edit = ['ipvsadm', '-e', '-t', '10.104.197.218:80', '-r', '100.66.209.194:80', '-m', '-w', weight]
    const { code, err } = await lab.exec(node, edit)
    if (code !== 0) throw new Error(`ipvsadm failed: ${err}`)
    commands.push(machineMs() - start)
    took.push((await shown) - start)
  }
  const result = {
    rounds,
    pollMs: browser.cluster().pollMs,
    p50Ms: Math.round(median(took)),
    p95Ms: Math.round(percentile(took, 0.95)),
    maximumMs: Math.round(Math.max(...took)),
    commandMs: Math.round(median(commands)),
  }
  say('kernel change to browser frame')
  say(`  poll interval ${result.pollMs} ms, ${rounds} changes; the command itself takes ${result.commandMs} ms`)
  say(`  p50 ${result.p50Ms} ms (${(result.p50Ms / result.pollMs).toFixed(2)} polls)`)
  say(`  p95 ${result.p95Ms} ms (${(result.p95Ms / result.pollMs).toFixed(2)} polls), most ${result.maximumMs} ms`)
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`)
} finally {
  browser.close()
  await lab.close()
}
