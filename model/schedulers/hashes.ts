/** The hashes of the kernel's hashing schedulers. Their keys are constants: the same on every node. */
import { familyOf, parseIpv4, parseIpv6 } from '../address.ts'

/** IPv4 as its number in reading order; IPv6 as the XOR of its four 32-bit words. 0 for what is no address. */
export function foldAddress(address: string): number {
  if (familyOf(address) === 4) return parseIpv4(address) ?? 0
  const groups = parseIpv6(address) ?? []
  let folded = 0
  for (let i = 0; i + 1 < groups.length; i += 2) folded ^= (groups[i]! << 16) | groups[i + 1]!
  return folded >>> 0
}

/** hash_32(x, 8): 0 to 255. */
export const hash32 = (value: number): number => Math.imul(value, 0x61c88647) >>> 24

const mask = (1n << 64n) - 1n
const rotate = (value: bigint, bits: bigint): bigint => ((value << bits) | (value >> (64n - bits))) & mask

/**
 * hsiphash_1u32 of 64-bit kernels: SipHash-1-3 of one little-endian 32-bit word, low half of the
 * result. Both halves of the key are `key`.
 */
export function sipHash13(word: number, key: bigint): number {
  let v0 = key ^ 0x736f6d6570736575n
  let v1 = key ^ 0x646f72616e646f6dn
  let v2 = key ^ 0x6c7967656e657261n
  let v3 = key ^ 0x7465646279746573n
  const round = () => {
    v0 = (v0 + v1) & mask
    v1 = rotate(v1, 13n) ^ v0
    v0 = rotate(v0, 32n)
    v2 = (v2 + v3) & mask
    v3 = rotate(v3, 16n) ^ v2
    v0 = (v0 + v3) & mask
    v3 = rotate(v3, 21n) ^ v0
    v2 = (v2 + v1) & mask
    v1 = rotate(v1, 17n) ^ v2
    v2 = rotate(v2, 32n)
  }
  // The last block: the message and its length, 4, in the top byte.
  const block = (4n << 56n) | BigInt(word >>> 0)
  v3 ^= block
  round()
  v0 ^= block
  v2 ^= 0xffn
  round()
  round()
  round()
  return Number((v0 ^ v1 ^ v2 ^ v3) & 0xffff_ffffn)
}

/** H1 and H2 of the mh scheduler (ip_vs_mh.c). */
export const maglevHash1 = (word: number): number => sipHash13(word, 2654435761n)
export const maglevHash2 = (word: number): number => sipHash13(word, 2654446892n)
