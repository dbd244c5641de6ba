/** A comparison as groups of lines: by Service, and by the nodes that changed alike. */
import type { Words } from '#components/words/words.ts'
import type { Comparison } from '#model/compare/comparison.ts'
import type { Group, Groups } from './line.ts'
import { makeNode } from './node.ts'
import { makePods } from './pods.ts'
import { makeTables } from './tables.ts'
import { makeThing } from './thing.ts'

export function makeGroups(comparison: Comparison, words: Words): Groups {
  const { compare: say } = words
  return {
    things: worstFirst(comparison.things.map((thing) => makeThing(comparison, thing, words))),
    nodes: [...comparison.nodes.map((node) => makeNode(comparison, node, say)), ...makeTables(comparison, say)],
    pods: makePods(comparison, say),
  }
}

/** What is a problem now, then all others; each in the order of their names. */
const worstFirst = (groups: readonly Group[]): Group[] =>
  [...groups].sort((a, b) => Number(b.isProblem) - Number(a.isProblem))
