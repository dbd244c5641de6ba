/** One connection as a node's kernel holds it, before and after translation. */
import type { NodeName } from './ids.ts'
import type { Protocol } from './topology.ts'

/** NODE PROTOCOL CLIENT VIRTUAL REAL: names a connection while it lasts. */
export type FlowId = string

export interface FlowEnd {
  readonly address: string
  readonly port: number
}

export interface Connection {
  readonly protocol: Protocol
  /** The client as it reached IPVS, before any source translation: of a node's own request, the ClusterIP itself. */
  readonly client: FlowEnd
  /** What was asked for; null for a connection of a firewall mark whose address was not told. */
  readonly virtual: FlowEnd
  /** The real server the scheduler chose. */
  readonly real: FlowEnd
  /** The client as the real server sees it; null where conntrack does not tell. Equal to `client` when it is not translated. */
  readonly source: FlowEnd | null
  /** The kernel's word: `ESTABLISHED`, `SYN_RECV`, `TIME_WAIT`, `UDP`. */
  readonly state: string
  /** Whole seconds until the kernel forgets it if no packet comes. */
  readonly expiresSeconds: number
  /** Both directions, from conntrack; null where it does not count (`nf_conntrack_acct`) or has no entry. */
  readonly packets: { readonly out: number; readonly back: number } | null
  readonly bytes: { readonly out: number; readonly back: number } | null
}

/** A connection, where it was seen and for how long. Times are the hub's wall clock, milliseconds. */
export interface FlowRow extends Connection {
  readonly node: NodeName
  readonly firstSeenAt: number
  readonly lastSeenAt: number
}

/** How the newest look at one node's connections went. */
export type FlowFeed =
  /** `connections` exist there, `shown` of them are here. */
  | {
      readonly is: 'read'
      readonly at: number
      readonly connections: number
      readonly fitting: number
      readonly shown: number
      readonly withoutConntrack: string | null
    }
  | { readonly is: 'unreadable'; readonly at: number; readonly why: string }
