/** Content hash of a fact: 128 bits of SHA-256 of its JSON. Sources give their values a fixed order of keys, so equal values have equal text. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { type FactHash, makeFactHash } from '../ids.ts'
import type { FactValue } from './index.ts'

const hashText = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)).subarray(0, 16))

export const hashFact = ({ source, value }: FactValue): FactHash =>
  makeFactHash(hashText(JSON.stringify([source, value])))

/** Digest of all that is told of a node's facts at once. */
export const digestFacts = (told: object): string => hashText(JSON.stringify(told))
