/** A snapshot's text to the gzip that is kept, packed by another thread while more of it is written. */
import { once } from 'node:events'
import { createGzip } from 'node:zlib'
import { snapshotLimits } from '#model/snapshot/limits.ts'
import { makeSlices } from './slices.ts'

/** Levels above cost twice the time and spare a fiftieth of the bytes (`npm run bench -- store`). */
const level = 4
/** Given to the packer at once: it gets the next only when the hub's loop comes round. */
const portionBytes = 512 << 10
/** Portions that wait for the packer at the most. */
const mostWaiting = 16

/** Null when it would be larger than a snapshot may be. */
export async function packPieces(pieces: Iterable<Uint8Array>): Promise<Uint8Array | null> {
  const gzip = createGzip({ level, chunkSize: 256 << 10 })
  const packed: Buffer[] = []
  gzip.on('data', (chunk: Buffer) => packed.push(chunk))
  const ended = once(gzip, 'end')
  const portion = makePortions(portionBytes)
  const pause = makeSlices()
  const waiting: Promise<unknown>[] = []
  let textBytes = 0
  for (const piece of pieces) {
    textBytes += piece.length
    if (textBytes > snapshotLimits.textBytes) break
    const whole = portion.add(piece)
    if (whole !== null) waiting.push(new Promise((resolve) => gzip.write(whole, resolve)))
    if (waiting.length > mostWaiting) await waiting.shift()
    await pause()
  }
  gzip.end(portion.rest())
  await ended
  const file = Buffer.concat(packed)
  const isWithin =
    textBytes <= snapshotLimits.textBytes &&
    file.length <= snapshotLimits.wireBytes &&
    file.length * snapshotLimits.ratio >= textBytes
  return isWithin ? new Uint8Array(file.buffer, file.byteOffset, file.length) : null
}

/** Pieces put together until they are a portion. */
function makePortions(bytes: number) {
  let pieces: Uint8Array[] = []
  let length = 0
  const rest = (): Buffer => {
    const whole = Buffer.concat(pieces)
    pieces = []
    length = 0
    return whole
  }
  const add = (piece: Uint8Array): Buffer | null => {
    pieces.push(piece)
    length += piece.length
    return length < bytes ? null : rest()
  }
  return { add, rest }
}
