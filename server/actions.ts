/** Which requests are let on, by what they say of where they come from. Who may do what is decided by roles. */
import { isNobodysName, mayConnect, nameOf } from './origin.ts'

/** What a request says of itself, besides its address. */
export interface ActionHeaders {
  readonly origin: string | undefined
  readonly host: string | undefined
  /** `Sec-Fetch-Site`: how far the page that asks is from this hub, by the browser's own word. */
  readonly site: string | undefined
  readonly contentType: string | undefined
  readonly hasBody: boolean
  /** A body is needed. */
  readonly isPost: boolean
}

export interface ActionRefusal {
  readonly status: 400 | 403 | 415 | 421
  readonly error: string
}

/**
 * A foreign page can make its own name point at this hub, and is then of one origin with it: so only names are answered
 * that can be nobody else's, or that somebody said are this hub's (`hosts`, in lower case). Null when it may go on.
 */
export function refuseHost(host: string | undefined, hosts: readonly string[]): ActionRefusal | null {
  const name = nameOf(host)
  if (name === null) return { status: 400, error: 'This request names no host that can be understood.' }
  if (isNobodysName(name) || hosts.includes(name)) return null
  return {
    status: 421,
    error: `This hub does not answer to the name “${name}”: add it to FAIRLEAD_PUBLIC_HOSTS if it is its.`,
  }
}

/** Of a request that changes something. Null when it may go on. */
export function refuseAction(
  { origin, host, site, contentType, hasBody, isPost }: ActionHeaders,
  allowedOrigins: readonly string[],
): ActionRefusal | null {
  if (!mayConnect({ origin, host }, allowedOrigins))
    return { status: 403, error: `A page of ${origin} may not begin anything here.` }
  if (site === 'cross-site') return { status: 403, error: 'A page of another site may not begin anything here.' }
  // A form can send any other kind without asking first.
  if ((isPost || hasBody) && !/^application\/json(\s*;|$)/i.test(contentType ?? ''))
    return { status: 415, error: 'What is asked must be sent as JSON, with “content-type: application/json”.' }
  return null
}
