import type { Words } from '#components/words/words.ts'
import type { NodeName } from '#model/ids.ts'

/** So many nodes are named. */
const mostNames = 3

/** Nodes in a few words: all of them, all but a few, their names, or the first of them and how many more. */
export function wordPlaces(
  nodes: readonly NodeName[],
  all: number,
  say: Words['compare'],
  but: readonly NodeName[] | null = null,
): string {
  if (but !== null) return say.allBut(but.join(' '))
  if (nodes.length === all && all > 1) return say.allNodes(all)
  if (nodes.length <= mostNames + 2) return nodes.join(' ')
  return say.someNodes(nodes.slice(0, mostNames).join(' '), nodes.length - mostNames)
}
