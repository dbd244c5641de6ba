/** A Service, or a virtual server no Service explains. */

import { splitId } from '#components/parts/things.tsx'
import type { Words } from '#components/words/words.ts'
import {
  type Comparison,
  type EndpointBrief,
  isAsBefore,
  type Presence,
  type ThingChange,
} from '#model/compare/comparison.ts'
import { driftLine } from './drift.ts'
import { type Draft, type Group, numberLines, type Say } from './line.ts'
import { loadLines } from './load.ts'
import { accessLine, walkLine } from './proof.ts'
import { serverLines } from './servers.ts'

export function makeThing(comparison: Comparison, thing: ThingChange, words: Words): Group {
  const { compare: say } = words
  const drafts: Draft[] = [
    ...thing.problems.flatMap((problem): Draft[] => {
      // Others have a line of their own, which says more.
      const after = problem === 'no-endpoints' || problem === 'silent' ? say.thingProblems[problem] : null
      return after === null ? [] : [{ what: 'problem', is: 'changed', isProblem: true, after }]
    }),
    ...thing.drifts.map((place) => driftLine(comparison, comparison.drifts[place]!, say)),
    ...thing.access.map((place) => accessLine(comparison, comparison.access[place]!, words)),
    ...thing.walks.map((place) => walkLine(comparison.walks[place]!, words)),
    ...thing.fields.map(
      ({ field, before, after }): Draft => ({ what: 'field', is: 'changed', key: field, before, after }),
    ),
    ...thing.ports.map(
      ({ key, is, before, after }): Draft => ({
        what: 'port',
        is,
        key,
        before: before && say.port(before.targetPort, before.nodePort),
        after: after && say.port(after.targetPort, after.nodePort),
      }),
    ),
    ...[...thing.endpoints]
      .sort((a, b) => order[a.is] - order[b.is])
      .map(
        ({ key, is, before, after }): Draft => ({
          what: 'endpoint',
          is,
          key,
          before: before && endpointText(before, say),
          after: after && endpointText(after, say),
        }),
      ),
    ...serverLines(comparison, thing, say),
    ...loadLines(thing, say),
  ]
  return {
    id: thing.thing,
    service: thing.service,
    nodes: null,
    title: thing.service === null ? thing.thing.slice(thing.thing.indexOf(':') + 1) : '',
    is: thing.is === 'same' && !isAsBefore(thing) ? 'changed' : thing.is,
    isProblem: thing.problems.length > 0,
    lines: numberLines(drafts, thing.thing),
  }
}

const order: Record<Presence, number> = { vanished: 0, changed: 1, appeared: 2 }

function endpointText({ state, node, pod }: EndpointBrief, say: Say): string {
  const what = pod === null ? say.endpoint[state] : `${say.endpoint[state]} ${splitId(pod).name}`
  return node === null ? what : say.on(what, node)
}
