/** Secrets: made of 256 random bits, kept as their hash, compared in the same time whatever they are. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export const makeSecret = (): string => randomBytes(32).toString('base64url')

export const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()

export const isSecret = (given: string, digest: Buffer): boolean => timingSafeEqual(digestOf(given), digest)
