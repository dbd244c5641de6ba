/** Who asks, and what they may do and see: worked out once where a request or a socket comes in, asked wherever data goes out. */
import * as v from 'valibot'

/** `admin` includes all others. To begin a test or to send a walk's request is `probe`, to watch packets is `capture`; a walk needs both. */
export const roles = ['view', 'snapshot', 'probe', 'capture', 'admin'] as const
export type Role = (typeof roles)[number]

export interface Principal {
  /** Names one person or program for good: `token`, the subject an issuer gives, the user a proxy names. In the log of what was done. */
  readonly id: string
  /** What a person would call them. */
  readonly name: string
  readonly roles: readonly Role[]
  /** Nothing of other namespaces is told; null for no limit. An empty list sees no namespace at all. */
  readonly namespaces: readonly string[] | null
}

const schema = v.object({
  id: v.string(),
  name: v.string(),
  roles: v.array(v.picklist(roles)),
  namespaces: v.nullable(v.array(v.string())),
})

/** Null for anything that is none. */
export function parsePrincipal(value: unknown): Principal | null {
  const result = v.safeParse(schema, value)
  return result.success ? result.output : null
}

export const has = ({ roles: own }: Pick<Principal, 'roles'>, role: Role): boolean =>
  own.includes('admin') || own.includes(role)

/** One text for all who may see the same: what is worked out for one of them serves all. */
export const makeSightKey = ({ namespaces }: Pick<Principal, 'namespaces'>): string =>
  namespaces === null ? '' : JSON.stringify([...new Set(namespaces)].sort())

/** Of somebody who did not log in, where nobody does. */
export const makeVisitorId = (text: string): string => `visitor:${text}`
export const isVisitor = (id: string): boolean => id.startsWith('visitor:')

/** Where there is no login and nothing to protect: the demo on this machine. */
export const everybody: Principal = { id: 'everybody', name: '', roles: ['admin'], namespaces: null }
