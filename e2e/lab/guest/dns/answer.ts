/** The smallest DNS server: one question in, one A record out (RFC 1035, 4.1). */

const headerBytes = 12
const typeA = 1
const classIn = 1
/** Response, authoritative, recursion as asked; no error. */
const answered = 0x84_00
const recursionDesired = 0x01_00
/** Response code "not implemented". */
const notImplemented = 4
/** A pointer to the name of the question, right behind the header. */
const pointerToQuestion = 0xc0_00 | headerBytes
const ttlSeconds = 30

/** The answer to a query: `address` for an A record of whatever name; an error for another question; null for what is no query. */
export function answerDns(query: Buffer, address: string): Buffer | null {
  if (query.length < headerBytes || query.readUInt16BE(2) & 0x80_00) return null
  const end = endOfQuestion(query)
  if (end === null || query.readUInt16BE(4) !== 1) return null
  const isA = query.readUInt16BE(end - 4) === typeA && query.readUInt16BE(end - 2) === classIn
  const header = Buffer.alloc(headerBytes)
  header.writeUInt16BE(query.readUInt16BE(0), 0)
  header.writeUInt16BE(answered | (query.readUInt16BE(2) & recursionDesired) | (isA ? 0 : notImplemented), 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(isA ? 1 : 0, 6)
  const question = query.subarray(headerBytes, end)
  return Buffer.concat([header, question, ...(isA ? [recordOf(address)] : [])])
}

/** Behind name, type and class of the first question. */
function endOfQuestion(query: Buffer): number | null {
  let at = headerBytes
  while (at < query.length && query[at] !== 0) {
    if (query[at]! > 63) return null
    at += query[at]! + 1
  }
  return at + 5 <= query.length ? at + 5 : null
}

function recordOf(address: string): Buffer {
  const record = Buffer.alloc(16)
  record.writeUInt16BE(pointerToQuestion, 0)
  record.writeUInt16BE(typeA, 2)
  record.writeUInt16BE(classIn, 4)
  record.writeUInt32BE(ttlSeconds, 6)
  record.writeUInt16BE(4, 10)
  for (const [index, octet] of address.split('.').entries()) record[12 + index] = Number(octet)
  return record
}
