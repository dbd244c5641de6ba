/**
 * Sums kept from state to state: a node whose table, load and feed are as before costs nothing, one
 * whose load moved costs the rows that moved. Flows and maps that did not change stay the same objects.
 */
import { type Cluster, type Node, tableHashOf } from '../cluster.ts'
import { mostPairs, type Sums } from '../sums.ts'
import { isHeard } from '../table-index.ts'
import type { ThingId } from '../thing.ts'
import { type Books, makeBooks } from './books.ts'
import { type Course, makeCourseReader } from './course.ts'
import { type Entries, makeEntriesReader } from './entries.ts'
import { isTold } from './round.ts'
import type { Counted } from './shift.ts'

/** What sums are made of. */
export type SumsInput = Pick<Cluster, 'nodes' | 'feeds' | 'services' | 'pods' | 'tables' | 'virtualServers' | 'load'>

/** All that is kept, from one beginning. */
interface Account {
  readonly exact: boolean
  readonly books: Books
  readonly readEntries: ReturnType<typeof makeEntriesReader>
  readonly readCourses: ReturnType<typeof makeCourseReader>
}

const openAccount = (exact: boolean): Account => ({
  exact,
  books: makeBooks(exact),
  readEntries: makeEntriesReader(),
  readCourses: makeCourseReader(),
})

/** One per stream of states. */
export function makeSums(most = mostPairs): (input: SumsInput) => Sums {
  let account = openAccount(false)

  return (input) => {
    let entries = account.readEntries(input)
    for (const [entry, place] of entries.moved) account.books.move(entry, place)
    const exact = areTold(input, entries, most)
    const isOther = exact !== account.exact || (exact && entries.moved.length > 0)
    if (isOther || account.books.isWorn()) {
      account = openAccount(exact)
      entries = account.readEntries(input)
    }
    const { books, readCourses } = account
    const courseOf = readCourses(input, entries)
    for (const [name, node] of input.nodes)
      books.see(name, countedOf(input, node, courseOf), isHeard(input.feeds.get(name)))
    books.keep(input.nodes)
    return books.close()
  }
}

function areTold({ nodes }: SumsInput, { of }: Entries, most: number): boolean {
  const things = new Set<ThingId>()
  const ends = new Set<string>()
  for (const { place, addresses } of of.values()) {
    things.add(place.thing)
    if (!isTold(nodes.size, things.size, ends.size, most)) return false
    for (const address of addresses) ends.add(`${place.thing} ${address}`)
  }
  return isTold(nodes.size, things.size, ends.size, most)
}

function countedOf(
  { load }: SumsInput,
  node: Node,
  courseOf: (hash: NonNullable<ReturnType<typeof tableHashOf>>) => Course | null,
): Counted | null {
  const hash = tableHashOf(node)
  const course = hash === null ? null : courseOf(hash)
  if (course === null) return null
  const own = load.get(node.name) ?? null
  const fits = own !== null && own.table === hash && own.active.length === course.offsets[course.entries.length]
  return { course, load: fits ? own : null }
}
