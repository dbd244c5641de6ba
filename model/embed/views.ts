/** Views that may be embedded, by the first word of their address, and what each of them looks at: all that is told to who holds a token for it. */
import { type Scope, scopeKindOf } from '../scope.ts'

const looks = {
  topology: ['overview', 'thing'],
  matrix: ['matrix'],
  services: ['overview', 'thing'],
  nodes: ['overview', 'node'],
  flows: ['overview', 'flows', 'capture'],
  access: ['overview', 'access'],
  walk: ['overview', 'walk'],
} as const satisfies Readonly<Record<string, readonly Scope['is'][]>>

export type EmbedView = keyof typeof looks
export const embedViews = Object.keys(looks) as readonly EmbedView[]

/** Whether a view of these looks at it. Fails closed: a kind of scope no view is known to look at is looked at by none. */
export function makeSees(views: readonly EmbedView[]): (scope: Scope) => boolean {
  const kinds = new Set<string>(views.flatMap((view) => looks[view]))
  return (scope) => kinds.has(scopeKindOf(scope))
}

/** Which of them a path is of, below the base path; null for none. `/` and `/topology` are the topology. */
export function embedViewOf(path: string): EmbedView | null {
  const word =
    path
      .split(/[?#]/)[0]!
      .split('/')
      .find((part) => part !== '') ?? 'topology'
  return (embedViews as readonly string[]).includes(word) ? (word as EmbedView) : null
}
