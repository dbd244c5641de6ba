/**
 * A source: one thing an agent reads on its node besides the IPVS table, seldom and whole. A source is
 * one folder and one line in `index.ts`; the agent's reader, the hub's store and the content hash
 * know nothing of what is in it.
 */
import type * as v from 'valibot'

/** What came of a command or a request: its text, or why there is none. */
export type Ran =
  | { readonly is: 'ran'; readonly text: string }
  /** There is no such program, or nobody listens: not here, and no fault. */
  | { readonly is: 'missing'; readonly why: string }
  | { readonly is: 'failed'; readonly why: string }

/** A node as a source looks at it. */
export interface Look {
  /** Null when it does not exist. Throws when it cannot be read. */
  file(path: string): string | null
  /** Names in a folder, sorted; null when it does not exist. */
  list(path: string): readonly string[] | null
  /** A program with fixed arguments, without a shell. */
  run(argv: readonly string[]): Promise<Ran>
  /** HTTP GET on the node's loopback. */
  ask(port: number, path: string): Promise<Ran>
  /** Seconds of the three IPVS timeouts that can be set, over netlink; or why they are not known. */
  timeouts(): { readonly tcp: number; readonly tcpFin: number; readonly udp: number } | { readonly why: string }
}

export type SourceOutcome<Value> =
  | { readonly is: 'read'; readonly value: Value }
  /** This node cannot have it: another kernel, a program that is not there. Said as “unsupported here”. */
  | { readonly is: 'unsupported'; readonly why: string }
  | { readonly is: 'unreadable'; readonly why: string }

export interface Source<Name extends string, Value> {
  readonly name: Name
  /** Of the value as it travels: plain JSON in a fixed order, so that equal values have an equal hash. */
  readonly schema: v.GenericSchema<unknown, Value>
  read(look: Look): Promise<SourceOutcome<Value>>
}
