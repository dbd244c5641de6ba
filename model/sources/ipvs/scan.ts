/**
 * First pass over `/proc/net/ip_vs`: where each virtual server's lines are, a fingerprint of their
 * structure, and the two counts of every row. It makes no objects and no strings, so an unchanged
 * table costs one walk over its bytes.
 *
 *     IP Virtual Server version 1.2.1 (size=4096)
 *     Prot LocalAddress:Port Scheduler Flags
 *       -> RemoteAddress:Port Forward Weight ActiveConn InActConn
 *     TCP  0A68C5DA:0050 rr
 *       -> 6442D1BF:0050      Masq    1      0          0
 */

export interface Scan {
  /** Virtual servers found. */
  readonly servers: number
  /** Byte range of virtual server `i`, its rows included. */
  readonly start: Uint32Array
  readonly end: Uint32Array
  /** Two independent 32-bit hashes of everything in that range but the counts. */
  readonly printA: Uint32Array
  readonly printB: Uint32Array
  /** First row of virtual server `i`; `firstRow[servers]` is `rows`. */
  readonly firstRow: Uint32Array
  readonly rows: number
  readonly active: Uint32Array
  readonly inactive: Uint32Array
  /** Byte range of each line not understood, as pairs. */
  readonly rejected: readonly (readonly [number, number])[]
}

/** A scanner keeps its columns from one scan to the next: a result holds until the following call. */
export function makeScanner(): (bytes: Uint8Array) => Scan {
  let start = new Uint32Array(64)
  let end = new Uint32Array(64)
  let printA = new Uint32Array(64)
  let printB = new Uint32Array(64)
  let firstRow = new Uint32Array(65)
  let active = new Uint32Array(256)
  let inactive = new Uint32Array(256)

  const growServers = () => {
    start = grown(start)
    end = grown(end)
    printA = grown(printA)
    printB = grown(printB)
    firstRow = grown(firstRow)
  }
  const growRows = () => {
    active = grown(active)
    inactive = grown(inactive)
  }

  /** The two hashes of the virtual server being scanned. */
  let a = 0
  let b = 0
  /** Four bytes at a time; what is multiplied out at the top is folded back, else the last of the four would count little. */
  const addToPrint = (bytes: Uint8Array, from: number, to: number) => {
    let x = a
    let y = b
    let at = from
    for (; at + 4 <= to; at += 4) {
      const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
      x = Math.imul(x ^ word, 0x01000193)
      x ^= x >>> 15
      y = Math.imul(y ^ word, 0x5bd1e995) + at - from
      y ^= y >>> 13
    }
    for (; at < to; at++) {
      x = Math.imul(x ^ bytes[at]!, 0x01000193)
      y = Math.imul(y ^ bytes[at]!, 0x5bd1e995)
    }
    // Where one line ends and the next begins counts.
    a = Math.imul(x ^ (to - from), 0x01000193)
    b = Math.imul(y ^ (to - from), 0x5bd1e995)
  }

  return (bytes) => {
    const rejected: [number, number][] = []
    let servers = 0
    let rows = 0
    const closeServer = (at: number) => {
      if (servers === 0) return
      end[servers - 1] = at
      printA[servers - 1] = a
      printB[servers - 1] = b
    }

    for (let line = skipHeader(bytes); line < bytes.length; ) {
      const newline = bytes.indexOf(newlineByte, line)
      const stop = newline < 0 ? bytes.length : newline
      const next = stop + 1
      if (isRow(bytes, line, stop)) {
        // The counts are read from the end, so that the structure is one prefix of the line.
        const inactiveEnd = lastNonBlank(bytes, line, stop)
        const inactiveStart = digitsStart(bytes, line, inactiveEnd)
        const activeEnd = lastNonBlank(bytes, line, inactiveStart)
        const activeStart = digitsStart(bytes, line, activeEnd)
        const structureEnd = lastNonBlank(bytes, line, activeStart)
        const whole = inactiveStart < inactiveEnd && activeStart < activeEnd && structureEnd > line + 4
        if (servers === 0 || newline < 0 || !whole) {
          rejected.push([line, stop])
        } else {
          if (rows === active.length) growRows()
          active[rows] = decimal(bytes, activeStart, activeEnd)
          inactive[rows] = decimal(bytes, inactiveStart, inactiveEnd)
          rows++
          addToPrint(bytes, line, structureEnd)
        }
      } else if (stop > line) {
        closeServer(line)
        if (newline < 0) {
          rejected.push([line, stop])
        } else {
          if (servers === start.length) growServers()
          a = 0x811c9dc5
          b = 0x9747b28c
          addToPrint(bytes, line, stop)
          start[servers] = line
          firstRow[servers] = rows
          servers++
        }
      }
      line = next
    }
    closeServer(bytes.length)
    firstRow[servers] = rows
    return { servers, start, end, printA, printB, firstRow, rows, active, inactive, rejected }
  }
}

const newlineByte = 10
const blank = 32

/** Byte after the three header lines; 0 when the text does not begin with them. */
function skipHeader(bytes: Uint8Array): number {
  const title = 'IP Virtual Server'
  for (let i = 0; i < title.length; i++) if (bytes[i] !== title.charCodeAt(i)) return 0
  let at = 0
  for (let lines = 0; lines < 3; lines++) {
    const newline = bytes.indexOf(newlineByte, at)
    if (newline < 0) return bytes.length
    at = newline + 1
  }
  return at
}

/** A row begins with blanks and an arrow: `  -> `. */
const isRow = (bytes: Uint8Array, line: number, stop: number): boolean =>
  stop - line > 4 && bytes[line] === blank && bytes[line + 2] === 45 && bytes[line + 3] === 62

function lastNonBlank(bytes: Uint8Array, from: number, end: number): number {
  let at = end
  while (at > from && bytes[at - 1] === blank) at--
  return at
}

function digitsStart(bytes: Uint8Array, from: number, end: number): number {
  let at = end
  while (at > from && bytes[at - 1]! >= 48 && bytes[at - 1]! <= 57) at--
  return at > from && bytes[at - 1] === blank ? at : end
}

function decimal(bytes: Uint8Array, from: number, end: number): number {
  let value = 0
  for (let i = from; i < end; i++) value = value * 10 + (bytes[i]! - 48)
  return value
}

/** The old memory is given back at once. */
const grown = (column: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> =>
  new Uint32Array(column.buffer.transfer(column.byteLength * 2))
