/** Headers are kept, what people said to each other is not. */
import { decodePacket } from './decode.ts'
import { parseLink } from './link.ts'

/**
 * The same bytes up to the end of the last header, the question of a DNS message and the packet an ICMP error quotes
 * (its IP header and eight bytes) with them; of what cannot be read as IP the link header at most. Decoding them says the same
 * as before, but for `captured`.
 */
export function trimToHeaders(bytes: Uint8Array, linkType: number): Uint8Array {
  const packet = decodePacket({ atUs: 0, length: bytes.length, bytes }, linkType)
  return bytes.subarray(0, packet?.headerBytes ?? parseLink(bytes, linkType)?.end ?? 0)
}
