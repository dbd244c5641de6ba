/** The hub as its own process, as `npm run start` has it, with what is asked of it while it runs. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { hubFlags, hubMain } from '../../server/launch/hub.mjs'
import type { Probed } from './probe.ts'
import { cpuMsOf, memoryKb } from './process-cost.ts'

export interface HubProcess {
  readonly url: string
  readonly pid: number
  probe(): Promise<Probed>
  stop(): Promise<void>
}

export interface HubOptions {
  /** `FAIRLEAD_…` and the like. */
  readonly env: Readonly<Record<string, string>>
  /** Folder for a processor profile, written when it stops; null for none. */
  readonly profileDir: string | null
  /** What it says of itself is not shown. */
  readonly isQuiet?: boolean
  /** Whose process it is; ours where it is not said. */
  readonly uid?: number
}

const root = join(import.meta.dirname, '../..')

export async function startHubProcess({ env, profileDir, isQuiet = false, uid }: HubOptions): Promise<HubProcess> {
  const child = spawn(
    process.execPath,
    [
      ...(profileDir === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`]),
      ...[...hubFlags, '--import', join(import.meta.dirname, 'probe.ts'), hubMain],
    ],
    {
      cwd: root,
      ...(uid === undefined ? {} : { uid, gid: uid }),
      env: { ...process.env, FAIRLEAD_PORT: '0', FAIRLEAD_STORE: 'memory', FAIRLEAD_AUTH: 'open', ...env },
      stdio: ['ignore', 'pipe', isQuiet ? 'ignore' : 'inherit', 'ipc'],
    },
  )
  const url = await readUrl(child)
  return {
    url,
    pid: child.pid!,
    probe: async () => {
      child.send('probe')
      const [answer] = await once(child, 'message')
      return answer as Probed
    },
    stop: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

function readUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stdout!.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const url = /http:\S+/.exec(said)?.[0]
      if (url !== undefined) resolve(url)
    })
    child.once('exit', (code) => reject(new Error(`The hub ended with status ${code}: ${said}`)))
  })
}

export interface Spent {
  /** Of one processor, 0 to 1 and above. */
  readonly cpuShare: number
  readonly cpuMs: number
  readonly wallMs: number
  readonly rssMb: number
  readonly peakRssMb: number
}

/** What a process spends from now until the returned function is called. */
export function startMeter(pid: number): () => Spent {
  const cpu = cpuMsOf(pid)
  const startedAt = performance.now()
  return () => {
    const cpuMs = cpuMsOf(pid) - cpu
    const wallMs = performance.now() - startedAt
    return {
      cpuShare: cpuMs / wallMs,
      cpuMs,
      wallMs,
      rssMb: memoryKb(pid, 'VmRSS') / 1024,
      peakRssMb: memoryKb(pid, 'VmHWM') / 1024,
    }
  }
}
