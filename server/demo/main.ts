/** `npm run demo [-- --scenario NAME] [--seed N]`: the demo's process, until it is told to stop. */
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { readConfig } from '#server/config.ts'
import { startDemo } from './demo.ts'
import { readOptions } from './options.ts'

const say = (sentence: string) => process.stderr.write(`${sentence}\n`)

const options = readOptions(process.argv.slice(2), process.env)
// The API is the demo's own, and nobody logs in to it: whatever this machine is set up for is none of its business.
const config = readConfig(
  { ...process.env, FAIRLEAD_KUBE_SERVER: 'http://127.0.0.1', FAIRLEAD_AUTH: 'open', FAIRLEAD_OPEN_ANYWAY: 'on' },
  {
    readFile: (path) => readFileSync(path, 'utf8'),
    exists: existsSync,
    home: homedir(),
    pagesDir: fileURLToPath(new URL('../../out', import.meta.url)),
  },
)
const problems = [options, config].flatMap((result) => (result.ok ? [] : result.problems))
if (!options.ok || !config.ok) {
  for (const problem of problems) say(problem)
  process.exit(2)
}

try {
  const demo = await startDemo(
    {
      ...options.value,
      hub: { ...config.value, auth: { is: 'demo' } },
      clusterName: process.env['FAIRLEAD_CLUSTER_NAME'] ?? '',
      isPollGiven: Boolean(process.env['FAIRLEAD_POLL_MS']),
    },
    say,
  )
  process.stdout.write(`Fairlead is at ${demo.url} (demo cluster, scenario ${options.value.scenario})\n`)
  if (demo.controlUrl) process.stdout.write(`It is steered at ${demo.controlUrl}\n`)
  const stop = () => {
    // Whatever hangs, we are gone within five seconds.
    setTimeout(() => process.exit(1), 5_000).unref()
    demo.close().then(() => process.exit(0))
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exit(1)
}
