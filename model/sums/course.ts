/** The entries of one table, with the rows they have in its load; shared by all nodes that hold it. */
import type { Cluster } from '../cluster.ts'
import type { TableHash } from '../ids.ts'
import type { Table } from '../topology.ts'
import type { Entries, Entry } from './entries.ts'

export interface Course {
  readonly entries: readonly Entry[]
  /** First row of each entry; one more at the end says how many rows there are. */
  readonly offsets: Uint32Array
}

/** Courses of one state after another; those of tables that are not asked for any more are forgotten. */
export function makeCourseReader(): (
  cluster: Pick<Cluster, 'tables'>,
  entries: Entries,
) => (hash: TableHash) => Course | null {
  let known = new Map<Table, Course>()
  return ({ tables }, entries) => {
    const before = known
    const next = new Map<Table, Course>()
    known = next
    return (hash) => {
      const table = tables.get(hash)
      if (table === undefined) return null
      const ready = next.get(table)
      if (ready !== undefined) return ready
      const course = before.get(table) ?? makeCourse(table, entries)
      // A virtual server that is not there yet will have a place of its own when it comes.
      if (course.entries.length === table.length) next.set(table, course)
      return course
    }
  }
}

function makeCourse(table: Table, { of }: Entries): Course {
  const entries = table.flatMap((hash) => of.get(hash) ?? [])
  const offsets = new Uint32Array(entries.length + 1)
  for (const [position, { addresses }] of entries.entries())
    offsets[position + 1] = offsets[position]! + addresses.length
  return { entries, offsets }
}
