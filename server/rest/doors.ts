/**
 * Who may go where. Every address of the twin is here with the role each method asks for; what is not here is not
 * there, whatever answers it would have.
 */
import { has, type Principal, type Role } from '#model/principal.ts'
import { notFound, type RestAnswer, send } from './answer.ts'

type Method = 'GET' | 'POST' | 'DELETE'

interface Door {
  /** What each method asks for. `anybody`: there is nothing of the cluster behind it. */
  readonly roles: Readonly<Partial<Record<Method, readonly Role[] | 'anybody'>>>
  /** It cannot be limited to some namespaces, and is for those who see all. */
  readonly isWhole?: boolean
}

const open: Door['roles'] = { GET: 'anybody' }
const seen: Door['roles'] = { GET: ['view'] }

/** By address as the OpenAPI document writes it. */
export const doors: Readonly<Record<string, Door>> = {
  '/healthz': { roles: open },
  '/readyz': { roles: open },
  '/api/v1/openapi.json': { roles: open },
  '/api/v1/me': { roles: open },
  '/api/v1/csp-reports': { roles: { POST: 'anybody' } },
  '/api/v1/login': { roles: { POST: 'anybody' } },
  '/api/v1/login/oidc': { roles: open },
  '/api/v1/login/callback': { roles: open },
  '/api/v1/logout': { roles: { POST: 'anybody' } },
  '/api/v1/sessions': { roles: { GET: ['admin'] } },
  '/api/v1/sessions/{id}': { roles: { DELETE: ['admin'] } },
  '/api/v1/embed': { roles: open },
  '/api/v1/embed-tokens': { roles: { POST: 'anybody' } },
  '/api/v1/embed/exchange': { roles: { POST: 'anybody' } },
  '/api/v1/cluster': { roles: seen },
  '/api/v1/nodes': { roles: seen },
  '/api/v1/nodes/{node}': { roles: seen },
  '/api/v1/nodes/{node}/table': { roles: seen },
  '/api/v1/nodes/{node}/connections': { roles: seen },
  '/api/v1/services': { roles: seen },
  '/api/v1/services/{namespace}/{name}': { roles: seen },
  '/api/v1/flows': { roles: seen },
  '/api/v1/snapshots': { roles: { GET: ['snapshot'], POST: ['snapshot'] } },
  '/api/v1/snapshots/preview': { roles: { POST: ['snapshot'] } },
  '/api/v1/snapshots/{id}.fairlead': { roles: { GET: ['snapshot'] } },
  '/api/v1/snapshots/{id}.html': { roles: { GET: ['snapshot'] } },
  '/api/v1/snapshots/{id}': { roles: { DELETE: ['snapshot'] } },
  // The token in what is sent is the right, and the only one.
  '/api/v1/snapshots/{id}/open': { roles: { POST: 'anybody' } },
  '/api/v1/history/span': { roles: seen },
  '/api/v1/history/marks': { roles: seen },
  '/api/v1/history/changes': { roles: seen },
  '/api/v1/history/at': { roles: seen },
  '/metrics': { roles: seen },
  '/api/v1/compare': { roles: { GET: ['view'], POST: ['view'] } },
  '/api/v1/access-tests': { roles: { GET: ['view'], POST: ['probe'] } },
  '/api/v1/access-tests/{id}': { roles: { GET: ['view'], DELETE: ['probe'] } },
  '/api/v1/access-schedules': { roles: { GET: ['view'], POST: ['probe'] } },
  '/api/v1/access-schedules/{id}': { roles: { DELETE: ['probe'] } },
  '/api/v1/captures': { roles: { GET: ['view'], POST: ['capture'] } },
  '/api/v1/captures/{id}.pcapng': { roles: seen, isWhole: true },
  '/api/v1/captures/{id}': { roles: { GET: ['view'], DELETE: ['capture'] } },
  '/api/v1/walks': { roles: { GET: ['view'], POST: ['probe', 'capture'] } },
  '/api/v1/walks/{id}.pcapng': { roles: seen, isWhole: true },
  '/api/v1/walks/{id}': { roles: { GET: ['view'], DELETE: ['probe', 'capture'] } },
  '/api/v1/walks/{id}/keep': { roles: { POST: ['probe', 'capture'] } },
}

const patterns = Object.entries(doors).map(([address, door]) => ({
  pattern: new RegExp(`^${address.replace(/[.]/g, String.raw`\.`).replace(/\{\w+\}/g, '[^/]+')}$`),
  door,
}))

/** Null when who asks may go on. `path` is below the base path, decoded; `stranger`: why nobody is known, where that needs saying. */
export function refuseAtDoor(
  method: Method,
  path: string,
  principal: Principal | null,
  stranger: string | null,
): RestAnswer | null {
  const door = patterns.find(({ pattern }) => pattern.test(path))?.door
  const needed = door?.roles[method] ?? ['view']
  if (needed === 'anybody') return null
  if (principal === null) return stranger === null ? notKnown : send({ is: 'error', status: 401, error: stranger })
  if (door === undefined) return nothingHere
  const lacking = needed.filter((role) => !has(principal, role))
  if (lacking.length > 0)
    return send({
      is: 'error',
      status: 403,
      error: `This needs the role ${lacking.join(' and ')}, which you do not have.`,
    })
  return door.isWhole && principal.namespaces !== null ? notWhole : null
}

const asked = send({
  is: 'error',
  status: 401,
  error: 'This hub does not know you: log in on its page, or send “authorization: Bearer TOKEN”.',
})
const notKnown: RestAnswer = { ...asked, headers: { ...asked.headers, 'www-authenticate': 'Bearer' } }

export const nothingHere: RestAnswer = send(
  notFound('There is nothing at this address; /api/v1/openapi.json describes what there is.'),
)

const notWhole: RestAnswer = send({
  is: 'error',
  status: 403,
  error: 'This file has packets of all namespaces in it; you see some namespaces only.',
})
