/**
 * What a browser looks at. The hub sends, for each scope, a projection of the cluster: a smaller
 * cluster, well-formed in itself, with no more in it than the views of that scope draw.
 */
import * as v from 'valibot'
import type { NodeName } from './ids.ts'
import { type ThingId, thingKinds } from './thing.ts'

/** Which connections `/flows` is about. Empty text: any. All that are given must fit. */
export interface FlowFilter {
  /** Name of the node whose kernel holds the connection. */
  readonly node: string
  /** `NAMESPACE/NAME` of a Service, or `NAMESPACE/` for all of a namespace. */
  readonly service: string
  /** Address of the client, as it reached the kernel. */
  readonly client: string
  /** Address of the real server. */
  readonly backend: string
  /** The kernel's word: `ESTABLISHED`, `SYN_RECV`, `UDP`. */
  readonly state: string
  /** `TCP`, `UDP` or `SCTP`. */
  readonly protocol: string
}

export type Scope =
  /** Everything's structure, and load as sums: no rows. */
  | { readonly is: 'overview' }
  /** What has to do with one Service, virtual server, Pod or address: its rows on every node. */
  | { readonly is: 'thing'; readonly thing: ThingId }
  /** One node: its whole table with every row, and the facts read on it. */
  | { readonly is: 'node'; readonly node: NodeName }
  /** Services x nodes: structure, and sums of every pair; of one namespace, or of all where that is empty. */
  | { readonly is: 'matrix'; readonly namespace: string }
  /** Connections, with the names they need. */
  | { readonly is: 'flows'; readonly filter: FlowFilter }
  /** Access tests, and the cells of one: of the newest where none is named. */
  | { readonly is: 'access'; readonly test: string }
  /** Captures, and the packets of one; empty for none. */
  | { readonly is: 'capture'; readonly capture: string }
  /** Walks, and the whole of one; empty for none. */
  | { readonly is: 'walk'; readonly walk: string }

/** Most scopes one browser may look at at once. */
export const mostScopes = 4

export const anyFlow: FlowFilter = { node: '', service: '', client: '', backend: '', state: '', protocol: '' }
export const overview: Scope = { is: 'overview' }

/** One text per scope: equal scopes are computed and sent once. */
export function makeScopeKey(scope: Scope): string {
  switch (scope.is) {
    case 'overview':
      return 'overview'
    case 'thing':
      return `thing ${scope.thing}`
    case 'node':
      return `node ${scope.node}`
    case 'matrix':
      return `matrix ${scope.namespace}`
    case 'flows': {
      const { node, service, client, backend, state, protocol } = scope.filter
      return `flows ${JSON.stringify([node, service, client, backend, state, protocol])}`
    }
    case 'access':
      return `access ${scope.test}`
    case 'capture':
      return `capture ${scope.capture}`
    case 'walk':
      return `walk ${scope.walk}`
  }
}

/** What a scope tells: the thing that is a node is that node, whole. */
export const scopeKindOf = (scope: Scope): Scope['is'] =>
  scope.is === 'thing' && scope.thing.startsWith('node:') ? 'node' : scope.is

/** The longest name is a Pod's: 63 characters of namespace and 253 of its own. */
const text = v.pipe(v.string(), v.maxLength(400))
const thing = v.pipe(
  text,
  v.check((value) => thingKinds.some((kind) => value.startsWith(`${kind}:`)), 'is no thing'),
)
const scopeSchema = v.variant('is', [
  v.strictObject({ is: v.literal('overview') }),
  v.strictObject({ is: v.literal('thing'), thing }),
  v.strictObject({ is: v.literal('node'), node: text }),
  v.strictObject({ is: v.literal('matrix'), namespace: text }),
  v.strictObject({
    is: v.literal('flows'),
    filter: v.strictObject({ node: text, service: text, client: text, backend: text, state: text, protocol: text }),
  }),
  v.strictObject({ is: v.literal('access'), test: text }),
  v.strictObject({ is: v.literal('capture'), capture: text }),
  v.strictObject({ is: v.literal('walk'), walk: text }),
])
const scopesSchema = v.pipe(v.array(scopeSchema), v.maxLength(mostScopes))

/** Null for anything that is no list of scopes. */
export function parseScopes(value: unknown): readonly Scope[] | null {
  const result = v.safeParse(scopesSchema, value)
  return result.success ? (result.output as readonly Scope[]) : null
}
