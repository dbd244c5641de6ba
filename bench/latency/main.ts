/**
 * `npm run bench -- latency`: from a change in a real kernel's table to the frame in a browser's
 * socket that shows it. A weight of one real server is changed with ipvsadm at a random moment
 * of the poll; the time starts when the command is sent, so it holds the command's own run too.
 */
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { io } from 'socket.io-client'
import { type Cluster, emptyCluster, tableHashOf } from '#model/cluster.ts'
import { apply } from '#model/diff.ts'
import { makeNodeName } from '#model/ids.ts'
import { makeHello, parseAnswer, parseFrame, socketPath } from '#model/protocol.ts'
import { startLab } from '../../e2e/lab/start.ts'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '40' }, json: { type: 'string' } },
})
const rounds = Number(values.rounds)
const say = (line: string) => process.stdout.write(`${line}\n`)

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

/** Follows the hub as a browser does; `until` resolves at the first frame that fits. */
function follow(url: string) {
  let cluster: Cluster = emptyCluster
  let waiting: { isTrue: (cluster: Cluster) => boolean; resolve: (atMs: number) => void } | null = null
  const check = () => {
    if (!waiting?.isTrue(cluster)) return
    waiting.resolve(performance.now())
    waiting = null
  }
  const socket = io(url, { path: socketPath, transports: ['websocket'] })
  socket.on('connect', () => {
    socket.emit('hello', makeHello(), (answer: unknown) => {
      if (parseAnswer(answer)?.is !== 'welcome') throw new Error('The hub refused the bench.')
    })
  })
  socket.on('frame', (value: unknown, done: () => void) => {
    const frame = parseFrame(value)
    if (frame === null) throw new Error('A frame was not understood.')
    cluster = apply(frame.from === 0 ? emptyCluster : cluster, frame.delta)
    done()
    check()
  })
  return {
    cluster: () => cluster,
    until: (isTrue: (cluster: Cluster) => boolean) =>
      new Promise<number>((resolve) => {
        waiting = { isTrue, resolve }
        check()
      }),
    close: () => socket.disconnect(),
  }
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN

const lab = await startLab({ hubPort: await freePort(), syncPeriodMs: 3_600_000, say })
const browser = follow(lab.state.hubUrl!)
try {
  const node = makeNodeName('znode3')
  const hashOf = (cluster: Cluster) => {
    const known = cluster.nodes.get(node)
    return known ? tableHashOf(known) : null
  }
  await browser.until((cluster) => hashOf(cluster) !== null)
  const took: number[] = []
  const commands: number[] = []
  for (let round = 0; round < rounds; round++) {
    await delay(500 + Math.random() * browser.cluster().pollMs)
    const before = hashOf(browser.cluster())
    const start = performance.now()
    const weight = String(2 + (round % 2))
    const seen = browser.until((cluster) => hashOf(cluster) !== before)
    const edit = ['ipvsadm', '-e', '-t', '10.104.197.218:80', '-r', '100.66.209.194:80', '-m', '-w', weight]
    const { code, err } = await lab.exec(node, edit)
    if (code !== 0) throw new Error(`ipvsadm failed: ${err}`)
    commands.push(performance.now() - start)
    took.push((await seen) - start)
  }
  const sorted = took.sort((a, b) => a - b)
  const result = {
    rounds,
    pollMs: browser.cluster().pollMs,
    p50Ms: Math.round(percentile(sorted, 0.5)),
    p95Ms: Math.round(percentile(sorted, 0.95)),
    maximumMs: Math.round(sorted.at(-1) ?? NaN),
    commandMs: Math.round(
      percentile(
        commands.sort((a, b) => a - b),
        0.5,
      ),
    ),
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
