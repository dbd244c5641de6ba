/** Between the lab on the host and its gate, the first process of the lab's own namespaces. */

export type ToGate =
  /** Comes with a listening server: its connections go to this node's agent. */
  | { readonly is: 'offer-agent'; readonly node: string }
  /** Freezes (a hung node), wakes, or ends (a dead node) one kernel. */
  | { readonly is: 'signal'; readonly node: string; readonly signal: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL' }

export type FromGate =
  | { readonly is: 'ready'; readonly node: string }
  | { readonly is: 'ended'; readonly node: string; readonly how: string }
  | { readonly is: 'failed'; readonly why: string }

/** The gate's settings, as its one argument. */
export interface GateSettings {
  /** The lab's private folder. */
  readonly folder: string
  readonly memoryMb: number
}
