/** The hub's process: settings from the environment, then the hub, until it is told to stop. */
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { readConfig } from './config.ts'
import { startHub } from './hub.ts'

const say = (sentence: string) => process.stderr.write(`${sentence}\n`)

const config = readConfig(process.env, {
  readFile: (path) => readFileSync(path, 'utf8'),
  exists: existsSync,
  home: homedir(),
  pagesDir: fileURLToPath(new URL('../out', import.meta.url)),
})
if (!config.ok) {
  for (const problem of config.problems) say(problem)
  process.exit(1)
}

try {
  const hub = await startHub(config.value, say)
  process.stdout.write(`Fairlead is at ${hub.url}\n`)
  if (hub.token?.isNew)
    process.stdout.write(
      `Log in with the token ${hub.token.token}\nIt is kept in ${hub.token.path} and not told again.\n`,
    )
  else if (hub.token) process.stdout.write(`Log in with the token in ${hub.token.path}\n`)
  if (config.value.kube.is === 'none') say(config.value.kube.why)

  const stop = () => {
    // Whatever hangs, we are gone within five seconds.
    setTimeout(() => process.exit(1), 5_000).unref()
    hub.close().then(() => process.exit(0))
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exit(1)
}
