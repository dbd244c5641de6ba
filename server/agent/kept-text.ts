/**
 * The text of a file that is read again and again, in one memory: a piece that is as it was is not
 * copied, and what differs is known by range. A large table is thus held once.
 */

export interface KeptText {
  /** Begins a reading. */
  begin(): void
  /** The next piece of it. */
  add(piece: Uint8Array): void
  /** The whole, until the next `begin`. */
  end(): Uint8Array
  /** Whether these bytes are what it gave last. */
  holds(bytes: Uint8Array): boolean
  /** Ranges that differ from the last whole reading, as ascending pairs of offsets. */
  moved(): readonly number[]
}

/** Grain of what is told to differ: about two virtual servers with their rows. */
const grainBytes = 1024
const leastGrowth = 512 * 1024

export function makeKeptText(): KeptText {
  let memory = Buffer.alloc(0)
  /** Bytes of the last whole reading: the comparison's other side. */
  let had = 0
  let length = 0
  let isWhole = true
  let moved: number[] = []
  let given: Uint8Array | null = null

  const grow = (least: number) => {
    const bytes = Math.max(least, memory.length + Math.max(leastGrowth, memory.length >> 4))
    // Not `concat`: the old memory is given back at once.
    memory = Buffer.from((memory.buffer as ArrayBuffer).transfer(bytes))
  }
  const isKept = (piece: Uint8Array, from: number, to: number): boolean =>
    length + to <= had && memory.compare(piece, from, to, length + from, length + to) === 0

  return {
    begin() {
      had = isWhole ? length : 0
      length = 0
      isWhole = false
      moved = []
      given = null
    },
    add(piece) {
      if (length + piece.length > memory.length) grow(length + piece.length)
      if (!isKept(piece, 0, piece.length)) {
        for (let from = 0; from < piece.length; from += grainBytes) {
          const to = Math.min(from + grainBytes, piece.length)
          if (isKept(piece, from, to)) continue
          memory.set(piece.subarray(from, to), length + from)
          if (moved.at(-1) === length + from) moved[moved.length - 1] = length + to
          else moved.push(length + from, length + to)
        }
      }
      length += piece.length
    },
    end() {
      isWhole = true
      if (length < had) moved.push(length, had)
      given = memory.subarray(0, length)
      return given
    },
    holds: (bytes) => bytes === given,
    moved: () => moved,
  }
}
