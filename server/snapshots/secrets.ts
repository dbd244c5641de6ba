/** Ids, tokens and their hashes: base64url of random bytes, in a fixed shape, so that nothing else is ever looked up. */
import { createHash, createHmac } from 'node:crypto'

export interface Secrets {
  readonly id: string
  readonly token: string
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

export const isId = (id: string): boolean => /^[A-Za-z0-9_-]{22}$/.test(id)
export const isToken = (token: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(token)

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')

/**
 * `random` gives so many bytes. With a key, the same key of the same owner gives the same secrets for as long as the
 * hub runs: who did not hear the answer asks again and is told the same.
 */
export function makeSecrets(random: (bytes: number) => Uint8Array): (owner: string, key: string | null) => Secrets {
  const own = random(32)
  const derived = (what: string, owner: string, key: string) =>
    createHmac('sha256', own)
      .update(JSON.stringify([what, owner, key]))
      .digest()
  return (owner, key) =>
    key === null
      ? { id: text(random(16)), token: text(random(32)) }
      : { id: text(derived('id', owner, key).subarray(0, 16)), token: text(derived('token', owner, key)) }
}
