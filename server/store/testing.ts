/** For tests: a PostgreSQL of one's own on a unix socket, where Debian's package is installed. */
import { execFile, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const versions = '/usr/lib/postgresql'

export interface TestPostgres {
  readonly url: string
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

export async function startPostgres(bin: string): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-postgres-'))
  const who = account()
  if (who.uid !== undefined) chownSync(folder, who.uid, who.gid!)
  const data = join(folder, 'data')
  await run(join(bin, 'initdb'), ['-D', data, '-U', 'fairlead', '-A', 'trust', '-N', '--no-locale', '-E', 'UTF8'], {
    cwd: folder,
    ...who,
  })
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off', '-c', 'shared_buffers=16MB'],
    { cwd: folder, stdio: 'ignore', ...who },
  )
  const ended = new Promise((resolve) => server.once('exit', resolve))
  const stop = async () => {
    server.kill('SIGINT')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  for (let tries = 0; tries < 100; tries++) {
    const isReady = await run(join(bin, 'pg_isready'), ['-h', folder]).then(
      () => true,
      () => false,
    )
    if (isReady) return { url: `postgres://fairlead@/postgres?host=${encodeURIComponent(folder)}`, stop }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await stop()
  throw new Error('PostgreSQL did not start within ten seconds.')
}
