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

/** Courses of one state after another; a table's is the same object while its entries are. */
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
      const old = before.get(table)
      const course = old !== undefined && !entries.changed ? old : remake(table, entries, old)
      // A virtual server that is not there yet will have a place of its own when it comes.
      if (course.entries.length === table.length) next.set(table, course)
      return course
    }
  }
}

function remake(table: Table, { of }: Entries, old: Course | undefined): Course {
  const entries = table.flatMap((hash) => of.get(hash) ?? [])
  if (old?.entries.length === entries.length && entries.every((entry, position) => entry === old.entries[position]))
    return old
  const offsets = new Uint32Array(entries.length + 1)
  for (const [position, entry] of entries.entries()) offsets[position + 1] = offsets[position]! + entry.hosts.length
  return { entries, offsets }
}

/** Two courses side by side: entries both have, with their positions; those only one has. */
export interface Walk {
  both(entry: Entry, before: number, after: number): void
  gone(entry: Entry, before: number): void
  come(entry: Entry, after: number): void
}

/** Entries come in the order of their keys on both sides; one that is not, is gone and comes. */
export function walkCourses(before: Course | null, after: Course | null, walk: Walk): void {
  const left = before?.entries ?? []
  const right = after?.entries ?? []
  const places = left === right ? null : makePlaces(left)
  let next = 0
  for (const [position, entry] of right.entries()) {
    if (left[next] !== entry) {
      const place = places?.(entry) ?? -1
      if (place < next) {
        walk.come(entry, position)
        continue
      }
      for (; next < place; next++) walk.gone(left[next]!, next)
    }
    walk.both(entry, next, position)
    next++
  }
  for (; next < left.length; next++) walk.gone(left[next]!, next)
}

function makePlaces(entries: readonly Entry[]): (entry: Entry) => number {
  let places: ReadonlyMap<Entry, number> | null = null
  return (entry) => {
    places ??= new Map(entries.map((each, position) => [each, position]))
    return places.get(entry) ?? -1
  }
}
