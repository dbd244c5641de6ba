/** How large the simulated cluster is and how much happens in it. */
export interface Size {
  readonly nodes: number
  readonly services: number
  /** Real servers of each Service. */
  readonly reals: number
  /** Routes of each node: as many as nodes, where each has a block of Pod addresses of its own. */
  readonly routes: number
  /** Share of a node's rows that carry traffic between two polls, chosen anew for each. */
  readonly moving: number
}
