/** The agent process: settings, kernel, HTTP. `--version` says which it is and ends. */
import { readFileSync } from 'node:fs'
import { readAgentConfig } from './config.ts'
import { makeRealKernel } from './real-kernel.ts'
import { startAgent } from './web.ts'

const say = (line: string) => process.stderr.write(`${line}\n`)

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}
if (process.argv[2] === '--version') {
  process.stdout.write(`${version}\n`)
  process.exit(0)
}

const config = readAgentConfig(process.env)
if (!config.ok) {
  for (const problem of config.problems) say(`fairlead agent: ${problem}`)
  process.exit(2)
}

const { host, port, kernelRoot, nodeName } = config.value

try {
  const agent = await startAgent({
    config: config.value,
    kernel: makeRealKernel(kernelRoot),
    version,
    log: (line) => say(`fairlead agent: ${line}`),
  })
  say(`fairlead agent ${version} for node ${nodeName} on ${agent.url}`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void agent.close().then(() => process.exit(0)))
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException
  say(
    code === 'EADDRINUSE'
      ? `fairlead agent: ${host}:${port} is already in use: set FAIRLEAD_AGENT_PORT to a free port.`
      : `fairlead agent: cannot listen on ${host}:${port}: ${message}.`,
  )
  process.exit(1)
}
