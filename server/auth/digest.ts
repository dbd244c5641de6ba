/** Secrets: made of 256 random bits, kept as their hash, compared in the same time whatever they are. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export const makeSecret = (): string => randomBytes(32).toString('base64url')

export const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** One text for what lets somebody in: another when any part of it is. Tells nothing of its parts. */
export const makeBasis = (...parts: readonly string[]): string =>
  digestOf(JSON.stringify(parts)).toString('hex').slice(0, 32)

export const isSecret = (given: string, digest: Buffer): boolean => timingSafeEqual(digestOf(given), digest)
