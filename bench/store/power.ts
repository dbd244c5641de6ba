/**
 * Power cuts: what the store's process asks of the disk is written down, and played again up to some moment, with what was
 * not asked to be on the disk lost in whole or in part. A kill spares what is written: a power cut does not.
 */
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Draw } from '#model/snapshot/mutate.ts'
import { makeDisk, type Operation, readOperations } from './disk.ts'
import { type Found, makeLedger } from './ledger.ts'

export interface Cut extends Found {
  readonly cuts: number
  readonly operations: number
  readonly syncs: number
  readonly acknowledged: number
  /** Cuts after which more was there than had been asked to be. */
  readonly withUnasked: number
}

/** One writer begins an empty store, the next takes it over as it was left. */
const writers = 2
const acknowledgedEach = 200
const acksName = 'acks'

/** A sentence where this machine has no C compiler. */
export async function cutPower(
  cuts: number,
  base: string,
  draw: Draw,
  say: (line: string) => void,
): Promise<Cut | string> {
  const [folder, played, log, library] = ['recorded', 'played', 'log', 'recorder.so'].map((name) =>
    join(base, name),
  ) as [string, string, string, string]
  try {
    const source = join(import.meta.dirname, 'recorder.c')
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl', '-pthread'], { stdio: 'pipe' })
  } catch {
    return 'Power cuts were left out: they need a C compiler (Debian’s package gcc).'
  }
  mkdirSync(folder)
  for (let writer = 0; writer < writers; writer++) await record({ folder, log, library })
  const operations = [...readOperations(readFileSync(log))]
  say(`… ${operations.length} operations of a disk written down`)
  const moments = Array.from({ length: cuts }, () => 1 + draw(operations.length)).sort((a, b) => a - b)
  return { cuts, ...(await replay(operations, moments, { folder, played, draw })) }
}

async function record({ folder, log, library }: Readonly<Record<'folder' | 'log' | 'library', string>>): Promise<void> {
  const acks = openSync(join(folder, acksName), 'a')
  const before = acknowledgedIn(folder)
  const child = spawn(process.execPath, [join(import.meta.dirname, 'writer.ts'), join(folder, 'store.db')], {
    stdio: ['ignore', acks, 'inherit'],
    env: { ...process.env, LD_PRELOAD: library, FAIRLEAD_RECORD_FOLDER: folder, FAIRLEAD_RECORD_LOG: log },
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  while (acknowledgedIn(folder) < before + acknowledgedEach && child.exitCode === null) await delay(50)
  if (child.exitCode !== null) throw new Error(`The writer ended by itself with ${child.exitCode}.`)
  child.kill('SIGKILL')
  await ended
}

const acknowledgedIn = (folder: string): number =>
  readFileSync(join(folder, acksName), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('+')).length

async function replay(
  operations: readonly Operation[],
  moments: readonly number[],
  { folder, played, draw }: { readonly folder: string; readonly played: string; readonly draw: Draw },
): Promise<Omit<Cut, 'cuts'>> {
  const sums = { corrupt: 0, lost: 0, half: 0, withUnasked: 0 }
  const ledger = makeLedger()
  const disk = makeDisk(folder)
  let next = 0
  for (const moment of moments) {
    for (; next < moment; next++) {
      const operation = operations[next]!
      if (basename(operation.path) !== acksName) disk.do(operation)
      else if (operation.is === 'write')
        for (const line of Buffer.from(operation.bytes).toString('utf8').trimEnd().split('\n')) ledger.hear(line)
    }
    const { files, hasUnasked } = disk.cut(draw)
    if (hasUnasked) sums.withUnasked++
    mkdirSync(played)
    for (const [path, bytes] of files) writeFileSync(join(played, basename(path)), bytes)
    const found = await ledger.check(join(played, 'store.db'))
    sums.corrupt += found.corrupt
    sums.lost += found.lost
    sums.half += found.half
    rmSync(played, { recursive: true })
  }
  const syncs = operations.filter(({ is }) => is === 'sync').length
  return {
    ...sums,
    corrupt: sums.corrupt + ledger.damaged(),
    operations: operations.length,
    syncs,
    acknowledged: ledger.acknowledged(),
  }
}
