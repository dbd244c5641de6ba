/** A delta as it is sent: JSON, or above some size the gzip of it. Made once for all browsers that need it. */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Delta } from '#model/diff.ts'
import { textOf } from './text.ts'

/** Characters of JSON above which a delta is packed: below, packing costs more than it saves. */
const packedAbove = 4_096
const pack = promisify(gzip)

/** What is packed is packed on another thread. Both the delta and its text are forgotten then. */
export function makeParcel(delta: Delta): Delta | Promise<Uint8Array> {
  const text = textOf(delta)
  return text.length <= packedAbove ? delta : pack(text)
}
