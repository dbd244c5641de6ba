/** The Node the project runs on, and how its programs are started. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
const wantedMajor = 24

/** The pinned binary from the packages, else this machine's Node when it is new enough. Throws with what to do. */
export function pinnedNode() {
  const pinned = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node')
  if (existsSync(pinned)) return pinned
  if (Number(process.versions.node.split('.')[0]) >= wantedMajor) return process.execPath
  throw new Error(
    `Node ${wantedMajor} is needed and this is ${process.version}: there is no packaged Node for ${process.platform} ${process.arch}, so install Node ${wantedMajor} and run the command again.`,
  )
}

/** Runs a program of ours on the given Node, signals passed on; answers its exit code. */
export function run(node, args, { env = {}, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, {
      cwd: root,
      stdio: ['inherit', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
      env: {
        ...process.env,
        PATH: [join(root, 'node_modules', '.bin'), dirname(node), process.env.PATH].join(delimiter),
        NEXT_TELEMETRY_DISABLED: '1',
        ...env,
      },
    })
    const output = []
    child.stdout?.on('data', (chunk) => output.push(chunk))
    child.stderr?.on('data', (chunk) => output.push(chunk))
    // A terminal sends Ctrl-C to the child as well; anybody else's signal is passed on.
    const pass = (signal) => child.kill(signal)
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, pass)
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      for (const name of signals) process.off(name, pass)
      if (quiet && code !== 0) process.stderr.write(Buffer.concat(output))
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1))
    })
  })
}

/** A command-line tool among the packages. */
export const tool = (...path) => join(root, 'node_modules', ...path)

export const say = (line) => process.stderr.write(`fairlead: ${line}\n`)
