/** Content hash of a fact: 128 bits of SHA-256 of its JSON. Sources give their values a fixed order of keys, so equal values have equal text. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { type FactHash, makeFactHash } from '../ids.ts'
import type { FactValue } from './index.ts'

export const hashFact = ({ source, value }: FactValue): FactHash =>
  makeFactHash(bytesToHex(sha256(utf8ToBytes(JSON.stringify([source, value]))).subarray(0, 16)))
