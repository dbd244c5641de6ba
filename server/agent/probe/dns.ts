/** A question for an A record, and what of the answer counts. RFC 1035 §4.1. */

const longestLabel = 63
const longestName = 255
const headerBytes = 12

/** Null for a name DNS cannot carry. The dot at its end may be left out. */
export function makeDnsQuery(name: string, id: number): Uint8Array | null {
  const labels = name.replace(/\.$/, '').split('.')
  const length = labels.reduce((sum, label) => sum + 1 + label.length, 1)
  if (length > longestName || labels.some((label) => label.length < 1 || label.length > longestLabel)) return null
  const query = new Uint8Array(headerBytes + length + 4)
  const view = new DataView(query.buffer)
  view.setUint16(0, id)
  // Recursion desired; one question.
  view.setUint16(2, 0x0100)
  view.setUint16(4, 1)
  let at = headerBytes
  for (const label of labels) {
    query[at++] = label.length
    for (const letter of label) query[at++] = letter.charCodeAt(0)
  }
  // The root, then type A, class IN.
  view.setUint16(at + 1, 1)
  view.setUint16(at + 3, 1)
  return query
}

/** The response code; null for what is no response to this query. */
export function readDnsCode(message: Uint8Array, id: number): number | null {
  if (message.length < headerBytes) return null
  const view = new DataView(message.buffer, message.byteOffset, message.length)
  const flags = view.getUint16(2)
  return view.getUint16(0) === id && (flags & 0x8000) !== 0 ? flags & 0xf : null
}
