/**
 * Tokens a portal's server is given, for one exchange within a minute: what may be shown, signed by a key that never
 * leaves this hub's data folder.
 *
 *     fl1.BASE64URL({"views":["services"],"namespaces":["shop"],"until":1764000060000,"jti":"…"}).BASE64URL(HMAC-SHA-256)
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { type EmbedAsk, type EmbedClaims, parseEmbedClaims } from '#model/embed/claims.ts'

const sign = (key: Buffer, payload: string): Buffer => createHmac('sha256', key).update(`fl1.${payload}`).digest()

/** `now`: wall clock, milliseconds. */
export function makeToken(key: Buffer, { views, namespaces, seconds }: EmbedAsk, now: number): string {
  const claims: EmbedClaims = {
    views,
    namespaces,
    until: now + seconds * 1_000,
    jti: randomBytes(16).toString('base64url'),
  }
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url')
  return `fl1.${payload}.${sign(key, payload).toString('base64url')}`
}

/** Null for what this hub did not sign, and for what nobody may exchange any more. */
export function readToken(key: Buffer, token: string, now: number): EmbedClaims | null {
  const [, payload, mac] = /^fl1\.([\w-]{1,8000})\.([\w-]{43})$/.exec(token) ?? []
  if (payload === undefined || mac === undefined) return null
  const [given, own] = [Buffer.from(mac, 'base64url'), sign(key, payload)]
  if (given.length !== own.length || !timingSafeEqual(given, own)) return null
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
  } catch {
    return null
  }
  const claims = parseEmbedClaims(value)
  return claims.ok && now < claims.value.until ? claims.value : null
}
