/** One connection as a node's kernel holds it, before and after translation. */
import { makeRealServerKey, makeVirtualServerKey, type NodeName } from './ids.ts'
import type { Protocol } from './topology.ts'

/** `NODE PROTOCOL CLIENT VIRTUAL REAL`: names a connection while it lasts. */
export type FlowId = string

export interface FlowEnd {
  readonly address: string
  readonly port: number
}

/** What passed in each direction: `out` towards the real server. */
export interface Passed {
  readonly out: number
  readonly back: number
}

export interface Connection {
  readonly protocol: Protocol
  /** The client as it reached IPVS, before any source translation: of a node's own request, the ClusterIP itself. */
  readonly client: FlowEnd
  /** What was asked for; of a firewall mark's connection the address the packets carried. */
  readonly virtual: FlowEnd
  /** The real server the scheduler chose. */
  readonly real: FlowEnd
  /** The client as the real server sees it; null where conntrack does not tell. Equal to `client` when it is not translated. */
  readonly source: FlowEnd | null
  /** The kernel's word: `ESTABLISHED`, `SYN_RECV`, `TIME_WAIT`, `UDP`. */
  readonly state: string
  /** Whole seconds until the kernel forgets it if no packet comes, counted from when it was read. */
  readonly expiresSeconds: number
  /** From conntrack; null where it does not count (`nf_conntrack_acct`) or has no entry. */
  readonly packets: Passed | null
  readonly bytes: Passed | null
}

/** A connection, where it was seen and since when. Times are the hub's wall clock, milliseconds. */
export interface FlowRow extends Connection {
  readonly node: NodeName
  readonly firstSeenAt: number
  /** When what is said here was read. A connection that only idles keeps what it said: its seconds run down from here. */
  readonly readAt: number
  /** Since when the node lists it no more; null while it does. */
  readonly goneAt: number | null
}

/** How many connections one look was about. */
export interface FlowCount {
  /** Connections that fit the question. */
  readonly fitting: number
  /** Of these, the newest that are here. */
  readonly shown: number
}

/** How the newest look at one node's connections went. A node without a feed is not asked. */
export type FlowFeed =
  /** Asked, not yet answered. */
  | { readonly is: 'waiting' }
  | {
      readonly is: 'read'
      readonly at: number
      /** All that the node's kernel holds. */
      readonly connections: number
      /** By filter (`makeFilterKey`): several people look at several things. */
      readonly counts: Readonly<Record<string, FlowCount>>
      /** Why this is of a part of them only; null when it is of all. */
      readonly cut: string | null
      /** Why sources after translation, packets and bytes are not known; null when they are. */
      readonly withoutConntrack: string | null
    }
  | { readonly is: 'unreadable'; readonly at: number; readonly why: string }

export const makeFlowId = (node: NodeName, { protocol, client, virtual, real }: Connection): FlowId =>
  [
    node,
    makeVirtualServerKey(protocol, client.address, client.port),
    makeRealServerKey(virtual.address, virtual.port),
    makeRealServerKey(real.address, real.port),
  ].join(' ')

export const isSameEnd = (a: FlowEnd, b: FlowEnd): boolean => a.address === b.address && a.port === b.port
