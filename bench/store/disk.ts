/**
 * Files on a disk that loses its current: what was asked to be on it is, and of what was written since each write is there,
 * is not, or is there in part. Files come and go the same way, until their folder was asked to be on it.
 */
import type { Draw } from '#model/snapshot/mutate.ts'

export type Operation =
  | { readonly is: 'write'; readonly path: string; readonly at: number; readonly bytes: Uint8Array }
  | { readonly is: 'truncate'; readonly path: string; readonly length: number }
  | { readonly is: 'unlink'; readonly path: string }
  /** Of a file, or of the folder that holds them. */
  | { readonly is: 'sync'; readonly path: string }

/** What `recorder.c` wrote down. */
export function* readOperations(log: Buffer): Generator<Operation, void> {
  for (let at = 0; at < log.length; ) {
    const end = log.indexOf(10, at)
    const line = log.toString('utf8', at, end)
    at = end + 1
    const [, sign, numbers = '', path = ''] = /^([WTUS]) ((?:\d+ )*)(.*)$/.exec(line) ?? []
    const [first = 0, second = 0] = numbers.trim().split(' ').map(Number)
    if (sign === 'W') {
      yield { is: 'write', path, at: first, bytes: log.subarray(at, at + second) }
      at += second
    } else if (sign === 'T') yield { is: 'truncate', path, length: first }
    else if (sign === 'U') yield { is: 'unlink', path }
    else if (sign === 'S') yield { is: 'sync', path }
    else throw new Error(`The record cannot be read at “${line.slice(0, 80)}”.`)
  }
}

type Change = Exclude<Operation, { is: 'unlink' | 'sync' }>

/** What is in a file: content that is on the disk, and changes that may be. */
interface Content {
  sure: Buffer
  pending: Change[]
}

export interface Disk {
  do(operation: Operation): void
  /** Without current now, and with it again: what is in each file, and whether anything of it was not asked to be there. */
  cut(draw: Draw): { readonly files: ReadonlyMap<string, Buffer>; readonly hasUnasked: boolean }
}

/** Bytes a disk writes whole or not at all. */
const sector = 512

export function makeDisk(folder: string): Disk {
  /** By name as programs see it, and as the disk has it for sure. */
  const seen = new Map<string, Content>()
  let sureNames = new Map<string, Content>()

  return {
    do(operation) {
      const { is, path } = operation
      if (is === 'unlink') seen.delete(path)
      else if (is === 'sync' && path === folder) sureNames = new Map(seen)
      else if (is === 'sync') {
        const content = seen.get(path)
        if (content === undefined) return
        for (const change of content.pending) content.sure = apply(content.sure, change)
        content.pending = []
      } else {
        const content = seen.get(path) ?? { sure: Buffer.alloc(0), pending: [] }
        seen.set(path, content)
        content.pending.push(operation)
      }
    },
    cut(draw) {
      // Nothing that was not asked for, all of it, or any of it.
      const share = [0, 1, 2, 2][draw(4)]!
      let hasUnasked = false
      const happens = () => {
        const does = share === 1 || (share === 2 && draw(2) === 0)
        hasUnasked ||= does
        return does
      }
      const names = new Map(sureNames)
      for (const [path, content] of seen) if (names.get(path) !== content && happens()) names.set(path, content)
      for (const path of sureNames.keys()) if (!seen.has(path) && happens()) names.delete(path)
      const files = new Map<string, Buffer>()
      for (const [path, { sure, pending }] of names) {
        let bytes: Buffer = Buffer.from(sure)
        for (const change of pending) if (happens()) bytes = apply(bytes, torn(change, share === 2, draw))
        files.set(path, bytes)
      }
      return { files, hasUnasked }
    },
  }
}

/** Now and then a write is on the disk up to some sector only, or from some on. */
function torn(change: Change, mayBe: boolean, draw: Draw): Change {
  if (!mayBe || change.is !== 'write' || draw(4) > 0) return change
  const within = draw(Math.ceil(change.bytes.length / sector) + 1) * sector
  const place = Math.min(change.bytes.length, Math.max(0, within - (change.at % sector)))
  return draw(2) === 0
    ? { ...change, bytes: change.bytes.subarray(0, place) }
    : { ...change, at: change.at + place, bytes: change.bytes.subarray(place) }
}

function apply(bytes: Buffer, change: Change): Buffer {
  if (change.is === 'truncate') {
    const cut = Buffer.alloc(change.length)
    bytes.copy(cut)
    return cut
  }
  const end = change.at + change.bytes.length
  let whole = bytes
  if (end > bytes.length) {
    whole = Buffer.alloc(end)
    bytes.copy(whole)
  }
  whole.set(change.bytes, change.at)
  return whole
}
