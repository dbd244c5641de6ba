/** What a process costs, as the kernel accounts it. */
import { readFileSync } from 'node:fs'

/** USER_HZ, the unit of times in /proc, is 100 on every Linux Node runs on. */
export const tickMs = 10

const statOf = (pid: number | 'self'): number[] =>
  readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /, '')
    .split(' ')
    .map(Number)
/** Of the process and its threads; `utime` and `stime`. */
export const cpuMsOf = (pid: number): number => (statOf(pid)[11]! + statOf(pid)[12]!) * tickMs
/** Of children that have ended; `cutime` and `cstime`. */
export const childrenCpuMs = (): number => (statOf('self')[13]! + statOf('self')[14]!) * tickMs

export function memoryKb(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const line = readFileSync(`/proc/${pid}/status`, 'latin1')
    .split('\n')
    .find((each) => each.startsWith(`${field}:`))
  return Number(/\d+/.exec(line ?? '')?.[0] ?? 0)
}
