/** A hub's store, its process killed at a random moment again and again: what was acknowledged must be there, whole. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Draw } from '#model/snapshot/mutate.ts'
import { type Found, makeLedger } from './ledger.ts'

export interface Killed extends Found {
  readonly kills: number
  readonly acknowledged: number
  /** From the start of a process until it served, milliseconds. */
  readonly longestStartMs: number
}

export async function killWriters(
  kills: number,
  path: string,
  draw: Draw,
  say: (line: string) => void,
): Promise<Killed> {
  const ledger = makeLedger()
  const sums = { corrupt: 0, lost: 0, half: 0, longestStartMs: 0 }
  for (let kill = 1; kill <= kills; kill++) {
    sums.longestStartMs = Math.max(sums.longestStartMs, await runUntilKilled(path, draw(120), ledger.hear))
    if (kill % 100 === 0 || kill === kills) {
      const found = await ledger.check(path)
      sums.corrupt += found.corrupt
      sums.lost += found.lost
      sums.half += found.half
      say(`… ${kill} kills, ${ledger.acknowledged()} snapshots acknowledged`)
    }
  }
  return { ...sums, kills, acknowledged: ledger.acknowledged(), corrupt: sums.corrupt + ledger.damaged() }
}

function runUntilKilled(path: string, afterMs: number, hear: (line: string) => void): Promise<number> {
  const began = performance.now()
  const child = spawn(process.execPath, [`${import.meta.dirname}/writer.ts`, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let startMs = 0
  createInterface(child.stdout).on('line', (line) => {
    if (line !== 'ready') return hear(line)
    startMs = performance.now() - began
    setTimeout(() => child.kill('SIGKILL'), afterMs)
  })
  return new Promise((resolve, reject) =>
    child.once('close', (code, signal) =>
      signal === 'SIGKILL' ? resolve(startMs) : reject(new Error(`The writer ended by itself with ${code}.`)),
    ),
  )
}
