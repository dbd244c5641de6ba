/** What somebody an issuer or a proxy names may do here. */
import { type Principal, type Role, roles } from '#model/principal.ts'
import type { Grants } from './settings.ts'

export interface Known {
  readonly id: string
  readonly name: string
  readonly groups: readonly string[]
  /** Null where namespaces do not limit anybody. */
  readonly namespaces: readonly string[] | null
}

/** Null for somebody who may nothing at all. */
export function grant({ id, name, groups, namespaces }: Known, grants: Grants): Principal | null {
  const given = new Set<Role>([...groups, '*'].flatMap((group) => grants.get(group) ?? []))
  if (given.size === 0) return null
  const isLimited = namespaces !== null && !namespaces.includes('*')
  return {
    id,
    name: name || id,
    roles: roles.filter((role) => given.has(role)),
    namespaces: isLimited ? namespaces : null,
  }
}

/** A claim or header as a list: JSON arrays, one text, texts with commas. Anything else is an empty list. */
export function listOf(value: unknown): readonly string[] {
  if (typeof value === 'string')
    return value
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '')
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : []
}
