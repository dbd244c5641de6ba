/**
 * Where nobody logs in, visitors are told apart by what their browser was given when it first kept something here: so
 * that what one keeps is not another's to list, fetch or revoke.
 */
import { makeVisitorId } from '#model/principal.ts'
import { readCookies, writeCookie } from './cookie.ts'
import { digestOf, makeSecret } from './digest.ts'

export interface Visitor {
  /** Names them for as long as their browser keeps the secret. */
  readonly id: string
  /** For a browser that has none yet; null where it has. */
  readonly secret: string | null
}

/** Whoever brings nothing is somebody new each time. */
export function visitorBy(cookie: string | undefined): Visitor {
  const known = readCookies('visitor', cookie).find((value) => /^[\w-]{43}$/.test(value))
  const secret = known ?? makeSecret()
  return {
    id: makeVisitorId(digestOf(secret).toString('hex').slice(0, 24)),
    secret: known === undefined ? secret : null,
  }
}

/** The answer to a visitor who keeps something for the first time also says who they are from now on. */
export function greet<Answer extends { readonly status: number; readonly headers: Readonly<Record<string, string>> }>(
  answer: Answer,
  visitorSecret: string | null,
  origin: string,
): Answer {
  // A store that did not answer may have kept it all the same: asked again by the same visitor, it is the same.
  if (visitorSecret === null || (answer.status !== 201 && answer.status !== 503)) return answer
  const cookie = writeCookie('visitor', visitorSecret, origin.startsWith('https:'))
  return { ...answer, headers: { ...answer.headers, 'set-cookie': cookie } }
}
