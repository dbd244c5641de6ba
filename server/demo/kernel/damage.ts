/** What somebody broke on a node besides its table. Facts, connections and packets all follow it. */
export interface Damage {
  /** Settings as they are now, by name in `knownSettings`, in place of kube-proxy's. */
  readonly settings: Readonly<Record<string, string>>
  /** Pod blocks to which a rule in OUTPUT drops what the node and its IPVS send, before the tunnel's device takes it. */
  readonly droppedBlocks: readonly string[]
  /** Next hops other than the Pods' node, by Pod block. */
  readonly strayRoutes: ReadonlyMap<string, string>
  /** Bytes the tunnel takes, where that is less than usual; packets above it go without a word, as ICMP is dropped too. */
  readonly tunnelMtu: number | null
  /** `ADDRESS PORT` of Pods of this node that listen there no longer. */
  readonly closedPorts: ReadonlySet<string>
}

export const noDamage: Damage = {
  settings: {},
  droppedBlocks: [],
  strayRoutes: new Map(),
  tunnelMtu: null,
  closedPorts: new Set(),
}
