/**
 * What many browsers cost the hub, and what stalled ones do to the others: the hub and the simulated
 * agents of `bench -- hub`, browsers in processes of their own. `npm run bench -- stream [--sockets 500]
 * [--stalled 0.1] [--nodes N] [--services N] [--reals N] [--poll MS] [--changes A_SECOND] [--warm S]
 * [--seconds S] [--json FILE] [--profile FOLDER]`
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { formatStream } from './print.ts'
import { runStream } from './run.ts'

const { values } = parseArgs({
  options: {
    sockets: { type: 'string', default: '500' },
    stalled: { type: 'string', default: '0.1' },
    nodes: { type: 'string', default: '1000' },
    services: { type: 'string', default: '1000' },
    reals: { type: 'string', default: '10' },
    routes: { type: 'string' },
    poll: { type: 'string', default: '5000' },
    moving: { type: 'string', default: '0.01' },
    changes: { type: 'string', default: '20' },
    warm: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '60' },
    json: { type: 'string' },
    profile: { type: 'string' },
  },
})
const say = (line: string) => process.stdout.write(`${line}\n`)

const result = await runStream(
  {
    size: {
      nodes: Number(values.nodes),
      services: Number(values.services),
      reals: Number(values.reals),
      routes: Number(values.routes ?? values.nodes),
      moving: Number(values.moving),
    },
    sockets: Number(values.sockets),
    stalled: Number(values.stalled),
    pollMs: Number(values.poll),
    changes: Number(values.changes),
    warmSeconds: Number(values.warm),
    seconds: Number(values.seconds),
    profileDir: values.profile ?? null,
  },
  say,
)
say(formatStream(result))
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 1)}\n`)
