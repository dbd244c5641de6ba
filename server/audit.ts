/** One line for every request that changes something: who, from where, what, and how it ended. Never what a body says besides the ports it names. */
import type { Principal } from '#model/principal.ts'

export interface Action {
  readonly principal: Principal | null
  /** Address it came from. */
  readonly by: string
  readonly method: string
  readonly path: string
  /** As it was sent; undefined where it was not read. */
  readonly body: unknown
  readonly status: number
}

/** `at`: wall clock, milliseconds. */
export const formatAudit = ({ principal, by, method, path, body, status }: Action, at: number): string =>
  `audit ${JSON.stringify({
    at: new Date(at).toISOString(),
    who: principal?.id ?? null,
    by,
    did: `${method} ${path}`,
    of: portsIn(body),
    status,
  })}`

const most = 10

function portsIn(body: unknown): readonly string[] {
  if (typeof body !== 'object' || body === null) return []
  const { port, ports } = body as { readonly port?: unknown; readonly ports?: unknown }
  return [port, ...(Array.isArray(ports) ? ports : [])]
    .filter((each): each is string => typeof each === 'string' && /^[\w.-]+\/[\w.-]+:\d+\/\w+$/.test(each))
    .slice(0, most)
}
