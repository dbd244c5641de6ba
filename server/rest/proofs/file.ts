/** A capture file. */
import type { RestAnswer } from '../answer.ts'

/** Null where there is none. */
export const sendFile = (bytes: Uint8Array | null, name: string): RestAnswer | null =>
  bytes && {
    status: 200,
    headers: {
      'content-type': 'application/x-pcapng',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
    },
    body: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  }
