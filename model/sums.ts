/**
 * Load summed to what an overview shows. Rows of nodes that are not heard count in no sum over
 * nodes; their own pairs keep what they last said. A sum knows how many of its rows had no known
 * rate, so that "not known" never reads as zero.
 */
import type { NodeName } from './ids.ts'
import type { ThingId } from './thing.ts'

export interface Flow {
  /** New connections a second, of the rows whose rate is known; rates are whole hundredths, all else whole numbers. */
  readonly connections: number
  /** Packets a second towards the Pods, of the rows whose rate is known. */
  readonly packets: number
  readonly active: number
  readonly inactive: number
  /** Rows with a known rate, and without. */
  readonly rated: number
  readonly unrated: number
}

export interface Sums {
  /** False above `mostPairs`: numbers are rounded to two digits, `pairs` and `ends` are left out. */
  readonly exact: boolean
  /** By node, of its own table. Only nodes that are heard. */
  readonly nodes: ReadonlyMap<NodeName, Flow>
  /** By Service (`service:NS/NAME`), or virtual server no Service explains (`virtual:KEY`), over nodes that are heard. */
  readonly things: ReadonlyMap<ThingId, Flow>
  /** By the node that runs the real server; empty text where that is not known. */
  readonly hosts: ReadonlyMap<string, Flow>
  /** Node to thing. Null when not exact. */
  readonly pairs: ReadonlyMap<NodeName, ReadonlyMap<ThingId, Flow>> | null
  /** Thing to address of a real server, over nodes that are heard. Null when not exact. */
  readonly ends: ReadonlyMap<ThingId, ReadonlyMap<string, Flow>> | null
}

/** Up to so many pairs of node and thing, and of thing and real server, each is told. */
export const mostPairs = 3_000
/** Where pairs are what is looked at, so many are told. */
export const mostCells = 60_000

export const noFlow: Flow = { connections: 0, packets: 0, active: 0, inactive: 0, rated: 0, unrated: 0 }
