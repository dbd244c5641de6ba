/**
 * What a hub costs with many nodes: simulated agents over real HTTP and the Kubernetes API's stand-in in
 * one process, the hub in another. `npm run bench -- hub [--nodes 1000,2000] [--services N] [--reals N]
 * [--routes N] [--poll MS] [--moving SHARE] [--changes A_SECOND] [--warm S] [--seconds S] [--json FILE]
 * [--profile FOLDER]`
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { formatResults } from './print.ts'
import { type HubResult, runHub } from './run.ts'

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '1000' },
    services: { type: 'string', default: '1000' },
    reals: { type: 'string', default: '10' },
    routes: { type: 'string' },
    poll: { type: 'string', default: '5000' },
    moving: { type: 'string', default: '0.01' },
    changes: { type: 'string', default: '20' },
    warm: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '60' },
    json: { type: 'string' },
    profile: { type: 'string' },
  },
})
const say = (line: string) => process.stdout.write(`${line}\n`)

const results: HubResult[] = []
for (const nodes of values.nodes.split(',').map(Number)) {
  const size = {
    nodes,
    services: Number(values.services),
    reals: Number(values.reals),
    routes: Number(values.routes ?? nodes),
    moving: Number(values.moving),
  }
  const options = {
    size,
    pollMs: Number(values.poll),
    changes: Number(values.changes),
    warmSeconds: Number(values.warm),
    seconds: Number(values.seconds),
    profileDir: values.profile ?? null,
  }
  results.push(await runHub(options, say))
}
say(formatResults(results))
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 1)}\n`)
