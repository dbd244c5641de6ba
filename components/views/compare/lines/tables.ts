/** How much of a table is another. */
import { type Comparison, nodesOn } from '#model/compare/comparison.ts'
import { type Group, numberLines, type Say } from './line.ts'

/** How many rows of the table are others, on nodes of which it is the same. */
export const makeTables = (comparison: Comparison, say: Say): Group[] =>
  comparison.tables.flatMap(({ on, rows, servers }): Group[] => {
    if (rows === 0) return []
    const nodes = nodesOn(comparison, on)
    const id = `tables ${nodes.join()}`
    const things = [...new Set(servers.map((place) => comparison.servers[place]!.thing))]
    const names = things.map((thing) => thing.slice(thing.indexOf(':') + 1))
    const lines = numberLines([{ what: 'table', is: 'changed', key: names.join(' '), after: say.rowsHere(rows) }], id)
    return [{ id, service: null, nodes, title: '', is: 'changed', isProblem: false, lines }]
  })
