/** Reading the body of an answer: whole with a cap, or line by line with a cap on the line and on silence. */
import type { IncomingMessage } from 'node:http'
import type { Timing } from './timing.ts'

export interface Bounds {
  /** Of the whole body, or of one line. */
  readonly maxBytes: number
  /** Longest time without a byte, milliseconds. */
  readonly idleMs: number
}

/** `silent` when bytes stopped coming while the connection seemed open. */
type Broken = { readonly is: 'broken'; readonly silent: boolean; readonly why: string }
export type Whole = { readonly is: 'whole'; readonly text: string } | Broken
export type LinesEnd = { readonly is: 'ended' } | { readonly is: 'left' } | { readonly is: 'too-long' } | Broken

const broken = (why: string, silent = false): Broken => ({ is: 'broken', silent, why })
const closedEarly = broken('the connection broke in the middle of the answer')

export async function readWhole(body: IncomingMessage, bounds: Bounds, timing: Timing): Promise<Whole> {
  const chunks: Buffer[] = []
  let bytes = 0
  const tooLarge = broken(`the answer is larger than ${bounds.maxBytes} bytes`)
  const end = await consume(body, bounds.idleMs, timing, (chunk) => {
    bytes += chunk.length
    chunks.push(chunk)
    return bytes > bounds.maxBytes ? tooLarge : null
  })
  return end ?? { is: 'whole', text: Buffer.concat(chunks).toString('utf8') }
}

/** Calls `onLine` for every full line until the body ends, or `onLine` says to leave by answering true. */
export async function readLines(
  body: IncomingMessage,
  bounds: Bounds,
  timing: Timing,
  onLine: (line: string) => boolean,
): Promise<LinesEnd> {
  let rest: Buffer[] = []
  let restBytes = 0
  const end = await consume<LinesEnd>(body, bounds.idleMs, timing, (chunk) => {
    let from = 0
    for (let to = chunk.indexOf(10); to >= 0; to = chunk.indexOf(10, from)) {
      if (restBytes + to - from > bounds.maxBytes) return { is: 'too-long' }
      const line = Buffer.concat([...rest, chunk.subarray(from, to)]).toString('utf8')
      rest = []
      restBytes = 0
      from = to + 1
      if (line.trim() !== '' && onLine(line)) return { is: 'left' }
    }
    rest.push(chunk.subarray(from))
    restBytes += chunk.length - from
    return restBytes > bounds.maxBytes ? { is: 'too-long' } : null
  })
  return end ?? { is: 'ended' }
}

/** Null when the body ended by itself. */
function consume<End>(
  body: IncomingMessage,
  idleMs: number,
  timing: Timing,
  onChunk: (chunk: Buffer) => End | null,
): Promise<End | Broken | null> {
  return new Promise((resolve) => {
    let cancel = () => {}
    const finish = (end: End | Broken | null) => {
      cancel()
      body.off('data', take)
      resolve(end)
      if (end !== null) body.destroy()
    }
    const wait = () => {
      cancel()
      const silent = broken(`nothing heard for ${Math.round(idleMs / 1000)} s: the connection is half-open`, true)
      cancel = timing.after(idleMs, () => finish(silent))
    }
    const take = (chunk: Buffer) => {
      wait()
      const end = onChunk(chunk)
      if (end !== null) finish(end)
    }
    wait()
    body.on('data', take)
    body.on('error', () => finish(closedEarly))
    body.on('close', () => finish(body.complete ? null : closedEarly))
  })
}
