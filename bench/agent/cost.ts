/** What processes cost, as the kernel accounts it. */
import { spawn } from 'node:child_process'
import { childrenCpuMs, cpuMsOf, memoryKb, tickMs } from '../shared/process-cost.ts'

export interface Cost {
  /** User and system time together. */
  readonly cpuMs: number
  readonly wallMs: number
  /** Most memory it ever held. */
  readonly peakRssKb: number
}

/**
 * Cost of a running process while `work` is done `times` over, for each time. Processor time is
 * counted in ticks of 10 ms, and work begun by a timer begins right after one: so each is begun at a
 * random moment of a tick, and the sum is honest.
 */
export async function costOfWork(pid: number, times: number, work: () => Promise<void>, pauseMs = 0): Promise<Cost> {
  const before = cpuMsOf(pid)
  let wallMs = 0
  for (let turn = 0; turn < times; turn++) {
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
    spin(Math.random() * tickMs)
    const started = performance.now()
    await work()
    wallMs += performance.now() - started
  }
  return { cpuMs: (cpuMsOf(pid) - before) / times, wallMs: wallMs / times, peakRssKb: memoryKb(pid, 'VmHWM') }
}

function spin(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until; );
}

/** Cost of a command from start to end, its output thrown away. */
export async function costOfCommand(command: string, options: readonly string[]): Promise<Cost> {
  const before = childrenCpuMs()
  const started = performance.now()
  const child = spawn(command, options, { stdio: 'ignore' })
  let peakRssKb = 0
  const watch = setInterval(() => {
    try {
      peakRssKb = Math.max(peakRssKb, memoryKb(child.pid!, 'VmHWM'))
    } catch {
      // It has ended.
    }
  }, 20)
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', resolve)
  })
  clearInterval(watch)
  if (status !== 0) throw new Error(`${command} ${options.join(' ')} ended with status ${status}.`)
  return { cpuMs: childrenCpuMs() - before, wallMs: performance.now() - started, peakRssKb }
}
