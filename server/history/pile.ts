/** Chunks in memory: those kept briefly, and those that wait to be written. The oldest go first. */
import type { Chunk } from './streams.ts'

export interface Pile {
  add(chunk: Chunk): void
  all(): readonly Chunk[]
  /** Leaves out those that are told. */
  remove(chunks: readonly Chunk[]): void
  bytes(): number
}

/** Above `mostBytes` the oldest are given up: what builds on them is then no longer read. */
export function makePile(mostBytes: number): Pile {
  let chunks: Chunk[] = []
  let bytes = 0
  const weigh = () => {
    bytes = chunks.reduce((sum, chunk) => sum + chunk.bytes.length, 0)
  }
  return {
    add(chunk) {
      chunks.push(chunk)
      bytes += chunk.bytes.length
      while (bytes > mostBytes && chunks.length > 1) bytes -= chunks.shift()!.bytes.length
    },
    all: () => chunks,
    remove(gone) {
      const names = new Set(gone)
      chunks = chunks.filter((chunk) => !names.has(chunk))
      weigh()
    },
    bytes: () => bytes,
  }
}
