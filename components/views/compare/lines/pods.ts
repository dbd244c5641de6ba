/** Pods that are no endpoint of a Service. */
import type { Comparison, PodBrief } from '#model/compare/comparison.ts'
import { type Draft, type Group, numberLines, type Say } from './line.ts'

export function makePods({ pods }: Comparison, say: Say): Group | null {
  if (pods.length === 0) return null
  const drafts = pods.map(
    ({ key, is, before, after }): Draft => ({
      what: 'pod',
      is,
      key,
      before: before && podText(before, say),
      after: after && podText(after, say),
    }),
  )
  return {
    id: 'pods',
    service: null,
    nodes: null,
    title: say.ofNoService,
    is: 'changed',
    isProblem: false,
    lines: numberLines(drafts, 'pods'),
  }
}

function podText({ phase, ready, node }: PodBrief, say: Say): string {
  const what = phase === 'Running' ? say.endpoint[ready ? 'ready' : 'not-ready'] : phase
  return node === null ? what : say.on(what, node)
}
