/**
 * One user-mode Linux kernel with IPVS, as an ordinary process of this machine, for as long as one
 * script takes. Debian package `user-mode-linux`.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'

export interface GuestRun {
  /** Exit status of the script; null when the kernel ended without one (out of time or memory). */
  readonly status: number | null
  /** What the script wrote to stdout and stderr. */
  readonly output: string
  /** What it left in /run/x/result; null when nothing. */
  readonly result: string | null
}

export interface GuestScript {
  /** Shell text, run as root; `/run/x` is the exchange folder. */
  readonly script: string
  readonly memoryMb: number
  readonly deadlineMs: number
  /** To be found in /run/x. */
  readonly files?: Readonly<Record<string, string>>
}

/** Why no kernel can be booted here, in one sentence; null when one can. */
export function whyNoKernel(): string | null {
  if (process.getuid?.() !== 0) return "A kernel is booted as root only, since its root folder is this machine's."
  const missing = needed.filter(([path]) => !existsSync(path)).map(([, name]) => name)
  return missing.length === 0 ? null : `Install the Debian packages ${missing.join(', ')}.`
}

const needed = [
  ['/usr/bin/linux.uml', 'user-mode-linux'],
  ['/usr/sbin/ipvsadm', 'ipvsadm'],
] as const

export async function runInKernel({ script, memoryMb, deadlineMs, files = {} }: GuestScript): Promise<GuestRun> {
  const exchange = mkdtempSync(join(tmpdir(), 'fairlead-kernel-'))
  try {
    mkdirSync(join(exchange, 'lib'))
    symlinkSync('/usr/lib/uml/modules', join(exchange, 'lib/modules'))
    for (const [name, text] of Object.entries({ ...files, main: script })) writeFileSync(join(exchange, name), text)
    await boot(exchange, memoryMb, deadlineMs)
    const left = (name: string) =>
      existsSync(join(exchange, name)) ? readFileSync(join(exchange, name), 'utf8') : null
    const status = left('status')
    return { status: status === null ? null : Number(status), output: left('output') ?? '', result: left('result') }
  } finally {
    rmSync(exchange, { recursive: true, force: true })
  }
}

function boot(exchange: string, memoryMb: number, deadlineMs: number): Promise<void> {
  const init = join(import.meta.dirname, 'init')
  const kernel = spawn(
    // The kernel's processes hand over to one another at every system call: on one processor that is
    // four times as quick as across two, and steadier.
    'taskset',
    [
      ...['--cpu-list', String(availableParallelism() - 1), 'linux.uml', `mem=${memoryMb}M`],
      ...['root=/dev/root', 'rootfstype=hostfs', 'rootflags=/', 'ro', 'quiet', `init=${init}`],
      ...['con=null', 'con0=null,fd:1', `uml_dir=${exchange}/`, `FAIRLEAD_EXCHANGE=${exchange}`],
    ],
    { stdio: 'ignore', detached: true, env: { ...process.env, HOME: exchange, TMPDIR: tmpdir() } },
  )
  // Detached: the kernel is several processes, in a group of their own.
  const end = () => {
    try {
      process.kill(-kernel.pid!, 'SIGKILL')
    } catch {
      // Already gone.
    }
  }
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(end, deadlineMs)
    process.once('exit', end)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
    function stop() {
      process.exit(130)
    }
    kernel.once('error', reject)
    kernel.once('exit', () => {
      clearTimeout(deadline)
      end()
      process.off('exit', end)
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop)
      resolve()
    })
  })
}
