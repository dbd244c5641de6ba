/** Processes on the host that must not outlive the lab, even when it is killed without a chance to say so. */
import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'

export interface Child {
  readonly name: string
  /** Resolves with how it ended. */
  readonly ended: Promise<string>
  /** The last line it wrote that fits, or null. */
  said(pattern: RegExp): string | null
  /** The work's outcome; rejects with the end of its log when the process ends before. */
  during<T>(work: Promise<T>): Promise<T>
  /** Asks it to end, insists after 3 s, and returns when it is gone. */
  close(): Promise<void>
}

const keptLines = 50

/** Starts `node ARGS`; what it writes goes to `NAME.log` in the lab's folder. The kernel ends it when this process ends. */
export function startNode(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  folder: string,
): Child {
  const log = createWriteStream(`${folder}/${name}.log`)
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', process.execPath, ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...env },
  })
  const lines: string[] = []
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      lines.push(line)
      if (lines.length > keptLines) lines.shift()
      log.write(`${line}\n`)
    })
  }
  const { promise: ended, resolve } = Promise.withResolvers<string>()
  child.once('error', (error) => resolve(`could not be started: ${error.message}`))
  child.once('close', (code, signal) => resolve(`ended with ${signal ?? code}`))
  return {
    name,
    ended,
    said: (pattern) => lines.findLast((line) => pattern.test(line)) ?? null,
    during: (work) =>
      Promise.race([
        work,
        ended.then((how) => {
          throw new Error(`${name} ${how}. The end of its log:\n${lines.slice(-8).join('\n')}`)
        }),
      ]),
    async close() {
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), 3_000)
      await ended
      clearTimeout(late)
    },
  }
}
