/** For tests: a PostgreSQL of one's own on a unix socket, where Debian's package is installed. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const versions = '/usr/lib/postgresql'

export interface TestPostgres {
  readonly url: string
  /** Its unix socket. */
  readonly socket: string
  /** Ends it and keeps what it has: `SIGINT` as one would, `SIGQUIT` in the middle of whatever it does. */
  halt(signal: 'SIGINT' | 'SIGQUIT'): Promise<void>
  /** Starts it again after that; resolves when it answers. */
  resume(): Promise<void>
  /** For good. */
  stop(): Promise<void>
}

/** Where its programs are; null where it is not installed. */
export function findPostgres(): string | null {
  const found = existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, 'bin')) : []
  return found.filter((bin) => existsSync(join(bin, 'initdb'))).at(-1) ?? null
}

/** It refuses to run as root: then it runs as the first of these there is. */
function account(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {}
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] =
      readFileSync('/etc/passwd', 'utf8')
        .split('\n')
        .map((line) => line.split(':'))
        .find(([own]) => own === name) ?? []
    if (uid !== undefined) return { uid: Number(uid), gid: Number(gid) }
  }
  return {}
}

export async function startPostgres(bin: string, settings: readonly string[] = []): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-postgres-'))
  const who = account()
  if (who.uid !== undefined) chownSync(folder, who.uid, who.gid!)
  const data = join(folder, 'data')
  await run(join(bin, 'initdb'), ['-D', data, '-U', 'fairlead', '-A', 'trust', '-N', '--no-locale', '-E', 'UTF8'], {
    cwd: folder,
    ...who,
  })
  const common = ['listen_addresses=', 'fsync=off', 'shared_buffers=16MB', ...settings]
  let server: ChildProcess | null = null
  const halt = async (signal: NodeJS.Signals) => {
    const ending = server
    server = null
    if (ending === null) return
    const ended = new Promise((resolve) => ending.once('exit', resolve))
    ending.kill(signal)
    await ended
  }
  const stop = async () => {
    await halt('SIGINT')
    rmSync(folder, { recursive: true, force: true })
  }
  const resume = async () => {
    server = spawn(join(bin, 'postgres'), ['-D', data, '-k', folder, ...common.flatMap((setting) => ['-c', setting])], {
      cwd: folder,
      stdio: 'ignore',
      ...who,
    })
    for (let tries = 0; tries < 100; tries++) {
      const isReady = await run(join(bin, 'pg_isready'), ['-h', folder]).then(
        () => true,
        () => false,
      )
      if (isReady) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    await stop()
    throw new Error('PostgreSQL did not start within ten seconds.')
  }
  await resume()
  const url = `postgres://fairlead@/postgres?host=${encodeURIComponent(folder)}`
  return { url, socket: join(folder, '.s.PGSQL.5432'), halt, resume, stop }
}
