/** What changed alike on some nodes. */
import { type Comparison, type NodeChange, nodesOn } from '#model/compare/comparison.ts'
import { type Draft, type Group, numberLines, type Say } from './line.ts'

export function makeNode(comparison: Comparison, change: NodeChange, say: Say): Group {
  const nodes = nodesOn(comparison, change.on)
  const value = (text: string | null) => (text === null ? say.none : (say.values[text as keyof Say['values']] ?? text))
  const drafts: Draft[] = [
    ...change.problems.flatMap((problem): Draft[] => {
      const after = problem === 'setting' ? null : say.nodeProblems[problem]
      return after === null ? [] : [{ what: 'problem', is: 'changed', isProblem: true, after }]
    }),
    ...change.fields.map(
      ({ field, before, after }): Draft => ({
        what: 'node',
        is: 'changed',
        key: say.fields[field as keyof Say['fields']] ?? field,
        before: value(before),
        after: value(after),
      }),
    ),
    ...change.settings.map(
      ({ name, before, after, standing }): Draft => ({
        what: 'sysctl',
        is: 'changed',
        isProblem: standing === 'against-kube-proxy',
        key: name,
        before: before ?? say.none,
        after: standing === 'against-kube-proxy' ? `${after} · ${say.against}` : (after ?? say.none),
      }),
    ),
    ...change.lines.flatMap(({ source, added, removed, addedLines, removedLines }): Draft[] => [
      {
        what: 'lines',
        is: 'changed',
        key: say.fields[source as keyof Say['fields']] ?? source,
        after: say.linesHere(added, removed),
      },
      ...removedLines.map((before): Draft => ({ what: 'lines', is: 'vanished', before })),
      ...addedLines.map((after): Draft => ({ what: 'lines', is: 'appeared', after })),
    ]),
  ]
  const id = `nodes ${nodes.join()}`
  return {
    id: `${id} ${change.is}`,
    service: null,
    nodes,
    title: '',
    is: change.is,
    isProblem: change.problems.length > 0,
    lines: numberLines(drafts, id),
  }
}
