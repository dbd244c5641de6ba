/** Sets of nodes by number: a change that a thousand nodes share names them once. */
import type { NodeName } from '../ids.ts'
import type { NodeSet } from './comparison.ts'

export interface NodeSets {
  /** The number of these nodes, in whatever order they are given. */
  intern(names: Iterable<NodeName>): NodeSet
  readonly all: readonly (readonly NodeName[])[]
}

export function makeNodeSets(ordered: readonly NodeName[]): NodeSets {
  const place = new Map(ordered.map((name, at) => [name, at]))
  const known = new Map<string, NodeSet>()
  const all: (readonly NodeName[])[] = []
  return {
    all,
    intern(names) {
      const sorted = [...new Set(names)].sort((a, b) => place.get(a)! - place.get(b)!)
      const key = sorted.join('\n')
      const before = known.get(key)
      if (before !== undefined) return before
      known.set(key, all.length)
      all.push(sorted)
      return all.length - 1
    },
  }
}
