/** Virtual servers and their rows, with the nodes each is so on. */
import type { Comparison, ThingChange } from '#model/compare/comparison.ts'
import { linesOf } from '#model/compare/rows.ts'
import type { NodeName } from '#model/ids.ts'
import type { Draft, Say } from './line.ts'

export const serverLines = (comparison: Comparison, thing: ThingChange, say: Say): Draft[] =>
  linesOf(comparison, thing.servers).flatMap(({ key, presence, settings, rows, nodes: everyone }): Draft[] => [
    ...presence
      .filter(({ change }) => change !== 'changed')
      .map(({ change, nodes }): Draft => ({ what: 'server', is: change, key, nodes })),
    ...settings.map(
      ({ change, nodes }): Draft => ({
        what: 'setting',
        is: 'changed',
        key: `${key} ${change.field}`,
        before: change.before ?? say.none,
        after: change.after ?? say.none,
        nodes,
        but: butOf(nodes, everyone, comparison),
      }),
    ),
    ...rows.map(
      ({ change, nodes }): Draft => ({
        what: 'row',
        is: change.is,
        key: change.real,
        before: change.before && say.weight(change.before.weight, change.before.forward),
        after: change.after && say.weight(change.after.weight, change.after.forward),
        nodes,
        but: butOf(nodes, everyone, comparison),
      }),
    ),
  ])

/** `everyone`: where anything of the virtual server changed. */
function butOf(nodes: readonly NodeName[], everyone: readonly NodeName[], { health }: Comparison) {
  const but = everyone.length === health.after.nodes ? everyone.filter((name) => !nodes.includes(name)) : []
  return but.length > 0 && but.length <= 2 && nodes.length > 2 * but.length ? but : null
}
