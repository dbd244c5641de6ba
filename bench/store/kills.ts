/** A hub's store, its process killed at a random moment again and again: what was acknowledged must be there, whole. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { inflate } from '#model/snapshot/inflate.ts'
import type { Draw } from '#model/snapshot/mutate.ts'
import { openSnapshot } from '#model/snapshot/open.ts'
import { hashToken } from '#server/snapshots/secrets.ts'
import { makeShelf, migrations } from '#server/snapshots/shelf.ts'
import { openStore } from '#server/store/open.ts'

export interface Killed {
  readonly kills: number
  readonly acknowledged: number
  /** Stores found damaged, by a hub that started or at the end. */
  readonly corrupt: number
  /** Acknowledged and not there, or deleted and there. */
  readonly lost: number
  /** There, and not opened whole. */
  readonly half: number
  /** From the start of a process until it served, milliseconds. */
  readonly longestStartMs: number
}

export async function killWriters(
  kills: number,
  path: string,
  draw: Draw,
  say: (line: string) => void,
): Promise<Killed> {
  const there = new Map<string, string>()
  const asked = new Set<string>()
  const gone = new Set<string>()
  const sums = { acknowledged: 0, corrupt: 0, lost: 0, half: 0, longestStartMs: 0 }
  const hear = (line: string) => {
    const [sign, id = '', token = ''] = line.split(' ')
    if (sign === '+') {
      there.set(id, token)
      sums.acknowledged++
    } else if (sign === '?') asked.add(id)
    else if (sign === '-') {
      there.delete(id)
      gone.add(id)
    } else if (sign === '!') sums.corrupt++
  }
  for (let kill = 1; kill <= kills; kill++) {
    sums.longestStartMs = Math.max(sums.longestStartMs, await runUntilKilled(path, draw(120), hear))
    if (kill % 100 === 0 || kill === kills) {
      const found = await check(path, there, asked, gone)
      sums.corrupt += found.corrupt
      sums.lost += found.lost
      sums.half += found.half
      say(`… ${kill} kills, ${sums.acknowledged} snapshots acknowledged`)
    }
  }
  return { kills, ...sums }
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

async function check(
  path: string,
  there: ReadonlyMap<string, string>,
  asked: ReadonlySet<string>,
  gone: ReadonlySet<string>,
) {
  const store = await openStore({ choice: { is: 'sqlite', path }, mostBytes: 2 ** 30, log: () => {} })
  await store.migrate(migrations)
  const [verdict] = await store.all<{ integrity_check: string }>('PRAGMA integrity_check')
  const shelf = makeShelf(store)
  let [lost, half] = [0, 0]
  const rows = await store.all<{ id: string; file: Uint8Array; bytes: number }>('SELECT id, file, bytes FROM snapshots')
  for (const { id, file, bytes } of rows) {
    if (gone.has(id)) lost++
    if (file.length !== bytes || !(await openSnapshot(file, inflate)).ok) half++
  }
  for (const [id, token] of there) {
    const file = await shelf.open(id, hashToken(token), 0)
    if (file === null && !asked.has(id)) lost++
  }
  await store.close()
  return { corrupt: verdict?.integrity_check === 'ok' && store.standing().is === 'fine' ? 0 : 1, lost, half }
}
