/** What a way is worked out from, and what it comes to. */
import type { FlowEnd } from '../flow.ts'
import type { NodeName, PodId } from '../ids.ts'
import type { Role } from '../tie.ts'
import type { Networks } from './network.ts'
import type { Place, Tuple, Way } from './walk.ts'

/** Where it begins, with the node that sees it first. */
export type Origin =
  | { readonly is: 'process'; readonly node: NodeName }
  | { readonly is: 'pod'; readonly node: NodeName; readonly pod: PodId; readonly address: string }
  | { readonly is: 'outside'; readonly address: string }

/** As far as it is known. */
export interface Connection {
  readonly client: FlowEnd | null
  readonly virtual: FlowEnd
  /** Null while nothing tells who was chosen: the way is told as far as the choice. */
  readonly real: FlowEnd | null
  /** The client as the real server sees it; null where not known. */
  readonly source: FlowEnd | null
}

export interface ExpectedStop {
  readonly node: NodeName | null
  readonly place: Place
  readonly way: Way
  readonly tuple: Tuple | null
  readonly before: Tuple | null
  readonly outer: { readonly from: string; readonly to: string; readonly tunnel: 'ipip' | 'vxlan' } | null
  /** Of a device it leaves by: the rule that chose the route, as `ip rule` prints it; null for the usual one. */
  readonly rule: string | null
}

/** Why the way cannot be told to its end. */
export type DeadEnd =
  | { readonly is: 'not-known'; readonly node: NodeName }
  | { readonly is: 'no-route'; readonly node: NodeName; readonly to: string; readonly type: string | null }
  /** The next hop is no node's address. */
  | { readonly is: 'nobody'; readonly node: NodeName; readonly device: string; readonly via: string }
  | { readonly is: 'loop'; readonly node: NodeName }
  /** The node takes it for its own: the address of the Service is on its kube-ipvs0. */
  | { readonly is: 'taken'; readonly node: NodeName }

export interface ExpectedWay {
  /** The node that translates; null where nobody has the address. */
  readonly translator: NodeName | null
  readonly request: readonly ExpectedStop[]
  readonly reply: readonly ExpectedStop[]
  /** Of the request's way and the reply's; null where they lead to the end. */
  readonly deadEnd: { readonly request: DeadEnd | null; readonly reply: DeadEnd | null }
  /** Whether the source is another afterwards: as seen, where that is known, else as the rules say. */
  readonly isMasqueraded: boolean
  /** As kube-proxy's rules say. */
  readonly shouldBeMasqueraded: boolean
}

export interface WayQuestion {
  readonly networks: Networks
  readonly origin: Origin
  readonly role: Role
  readonly connection: Connection
  /** Service with externalTrafficPolicy Local, asked from outside: never masqueraded. */
  readonly isLocalPolicy: boolean
  /** The Pod behind an address; null for none. */
  readonly podAt: (address: string) => { readonly pod: PodId; readonly node: NodeName | null } | null
}
