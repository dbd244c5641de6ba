/** The demo's cluster behind a hub that asks who comes: `FAIRLEAD_AUTH` and what belongs to it as for any hub. */
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { readConfig } from '#server/config.ts'
import { startDemo } from '#server/demo/demo.ts'
import { readOptions } from '#server/demo/options.ts'

const say = (sentence: string) => process.stderr.write(`${sentence}\n`)
const options = readOptions(process.argv.slice(2), process.env)
const config = readConfig(
  { ...process.env, FAIRLEAD_KUBE_SERVER: 'http://127.0.0.1' },
  {
    readFile: (path) => readFileSync(path, 'utf8'),
    exists: () => false,
    home: tmpdir(),
    pagesDir: fileURLToPath(new URL('../../out', import.meta.url)),
  },
)
if (!options.ok || !config.ok) {
  for (const problem of [options, config].flatMap((result) => (result.ok ? [] : result.problems))) say(problem)
  process.exit(2)
}
const demo = await startDemo({ ...options.value, hub: config.value, clusterName: '', isPollGiven: false }, say)
process.stdout.write(`Fairlead is at ${demo.url}\n`)
const stop = () => void demo.close().then(() => process.exit(0))
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
