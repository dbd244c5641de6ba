/** Bytes in pieces to lines, without a string for any of them. */

/** A line without its newline: `bytes` from `start` to `end`. It holds only until the call returns. */
export type TakeLine = (bytes: Uint8Array, start: number, end: number) => void

export interface LineCutter {
  push(piece: Uint8Array): void
  /** A last line without its newline is handed out too. */
  end(): void
}

/** No line of these files is nearly as long; what is longer is handed out cut. */
const mostLine = 4096
const newline = 10

export function makeLineCutter(take: TakeLine): LineCutter {
  /** The beginning of a line whose end is in a later piece. */
  const begun = new Uint8Array(mostLine)
  let length = 0
  const keep = (piece: Uint8Array, start: number, end: number) => {
    const part = piece.subarray(start, Math.min(end, start + mostLine - length))
    begun.set(part, length)
    length += part.length
  }
  return {
    push(piece) {
      let start = 0
      for (let stop = piece.indexOf(newline); stop >= 0; stop = piece.indexOf(newline, start)) {
        if (length > 0) {
          keep(piece, start, stop)
          take(begun, 0, length)
          length = 0
        } else {
          take(piece, start, Math.min(stop, start + mostLine))
        }
        start = stop + 1
      }
      keep(piece, start, piece.length)
    },
    end() {
      if (length > 0) take(begun, 0, length)
      length = 0
    },
  }
}
