/** What every request and every socket passes before anything else: name, origin, and whether who asks may go there. */
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { has } from '#model/principal.ts'
import { refuseAction, refuseHost } from './actions.ts'
import type { Asking, Identity } from './auth/identify.ts'
import type { AuthSettings } from './auth/settings.ts'
import type { Embedded } from './embed/bearers.ts'
import type { Peer } from './listen/peer.ts'
import type { Admission } from './live/live.ts'
import { mayConnect } from './origin.ts'
import { reportsPath } from './pages/reports.ts'
import { send } from './rest/answer.ts'
import { refuseAtDoor } from './rest/doors.ts'
import { isScraper } from './scraper.ts'
import type { Knock, WebAnswer } from './web.ts'

export interface GateOptions {
  readonly login: AuthSettings['is']
  readonly identify: (asking: Asking) => Identity | null
  /** Who holds the other end of a connection. */
  readonly peerOf: (socket: Socket) => Peer
  readonly allowedOrigins: readonly string[]
  /** Names of this hub, in lower case, besides addresses and this machine. */
  readonly hosts: readonly string[]
  /** What an embedded page shows once it is connected; absent where nothing may be embedded. */
  readonly findEmbedded?: ((bearer: string) => Embedded | null) | undefined
}

export interface Gate {
  /** The answer to a request that is not let on; null when it is. */
  refuse(knock: Knock): WebAnswer | null
  /** Whom a request to open the socket lets in; `later` where only what the page says then can tell; null for nobody. */
  admit(request: IncomingMessage): Admission | 'later' | null
  /** Whom what an embedded page shows lets in. It goes before whom its request would. */
  admitBearer(bearer: unknown): Admission | null
}

/** Whether the process lives may be asked by any name; so may figures, by who shows the token for them. */
const isOpen = (path: string): boolean => path === '/healthz' || path === '/readyz'

export function makeGate({ login, identify, peerOf, allowedOrigins, hosts, findEmbedded }: GateOptions): Gate {
  return {
    refuse({ method, path, principal, stranger, headers }) {
      const byName = isOpen(path) || isScraper(principal) ? null : refuseHost(headers.host, hosts)
      // A browser's own report has no page that asks, and is of a kind of its own; it begins nothing.
      const isAsked = method !== 'GET' && path !== reportsPath
      const refusal = byName ?? (isAsked ? refuseAction(headers, allowedOrigins) : null)
      if (refusal !== null) return send({ is: 'error', ...refusal })
      return method === 'GET' ? null : refuseAtDoor(method, path, principal, stranger)
    },
    admit(request) {
      const { origin, host } = request.headers
      if (refuseHost(host, hosts) !== null) return null
      if (!mayConnect({ origin, host }, allowedOrigins)) return null
      const identity = identify({ headers: request.headers, peer: peerOf(request.socket) })
      if (identity === null && findEmbedded) return 'later'
      if (identity === null || !has(identity.principal, 'view')) return null
      const { principal, session, isStill } = identity
      const { name, roles, namespaces } = principal
      return { who: { login, name, roles }, namespaces, sees: () => true, session, isStill }
    },
    admitBearer(bearer) {
      const embedded = typeof bearer === 'string' ? (findEmbedded?.(bearer) ?? null) : null
      if (embedded === null) return null
      const { principal, id, sees, isStill } = embedded
      const { namespaces } = principal
      return { who: { login: 'embed', name: '', roles: [] }, namespaces, sees, session: id, isStill }
    },
  }
}
