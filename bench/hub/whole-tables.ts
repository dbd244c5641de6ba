/** The peer: a process that fetches a whole table at every poll and parses its JSON, and does nothing with it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface WholeCost {
  /** Of one table's JSON. */
  readonly bytes: number
  /** Processor time to fetch and parse one. */
  readonly cpuMs: number
}

export async function costOfWholeTables(url: string): Promise<WholeCost> {
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, 'whole-tables-process.ts'), url], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [cost] = await once(child, 'message')
  return cost as WholeCost
}
