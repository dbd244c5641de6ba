/** Which requests may begin something on nodes. There is no login: who may is decided by where the hub listens and where a request comes from. */
import type { WithoutActions } from '#model/protocol.ts'
import type { HubConfig } from './config.ts'
import { isOwnHost, mayConnect } from './origin.ts'

/** Null when tests, captures and walks can be begun through this hub. */
export function whyWithoutActions({ actions, host }: Pick<HubConfig, 'actions' | 'host'>): WithoutActions | null {
  if (actions === 'on') return null
  if (actions === 'off') return 'off'
  return isLoopback(host) ? null : 'not-loopback'
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)

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
  readonly status: 403 | 415
  readonly error: string
}

const sentences: Record<WithoutActions, string> = {
  off: 'This hub begins no tests, captures or walks: FAIRLEAD_ACTIONS is off.',
  'not-loopback':
    'This hub listens for other machines and has no login, so it begins no tests, captures or walks: put it behind a proxy that authenticates, and set FAIRLEAD_ACTIONS=on.',
}

/** Null when it may go on. */
export function refuseAction(
  { origin, host, site, contentType, hasBody, isPost }: ActionHeaders,
  without: WithoutActions | null,
  allowedOrigins: readonly string[],
): ActionRefusal | null {
  if (without !== null) return { status: 403, error: sentences[without] }
  if (!isOwnHost(host, allowedOrigins))
    return {
      status: 403,
      error: `Nothing can be begun through the name “${host ?? ''}”: add its origin to FAIRLEAD_ALLOWED_ORIGINS if it is this hub’s.`,
    }
  if (!mayConnect({ origin, host }, allowedOrigins))
    return { status: 403, error: `A page of ${origin} may not begin anything here.` }
  if (site === 'cross-site') return { status: 403, error: 'A page of another site may not begin anything here.' }
  // A form can send any other kind without asking first.
  if ((isPost || hasBody) && !/^application\/json(\s*;|$)/i.test(contentType ?? ''))
    return { status: 415, error: 'What is asked must be sent as JSON, with “content-type: application/json”.' }
  return null
}
