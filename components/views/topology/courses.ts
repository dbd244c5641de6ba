/**
 * Where each row of each table is counted: worked out once for a structure, so that a tick only
 * adds. Nodes that hold equal tables share their courses.
 */
import type { Facts, NodeFact, ThingId } from './facts.ts'
import type { Plan } from './plan.ts'
import type { TableFact } from './tables.ts'
import { soften, type Tone, worst } from './tone.ts'
import type { Visible } from './visible.ts'

/** Slots of things and marks by id. `rows` are those of trusted nodes. */
export interface Slots {
  readonly ids: ThingId[]
  readonly rows: number[]
}

/** Slots of pairs of marks. */
export interface Pairs extends Slots {
  readonly from: ThingId[]
  readonly to: ThingId[]
  readonly tones: Tone[]
}

/** The columns of one table, aligned with its load rows. -1 where a row is counted nowhere. */
export interface Course {
  readonly table: TableFact
  /** Rows that are counted at all, ascending. */
  rows: Int32Array
  /** By row: its entry; the Pod, the Pod's box, and the pair of Service and Pod. */
  readonly entry: Int32Array
  readonly backend: Int32Array
  readonly home: Int32Array
  readonly second: Int32Array
  /** By entry: the Service, and the island it stands in where that is another mark. */
  readonly thing: Int32Array
  readonly group: Int32Array
  /** By entry: the mark, numbered for `NodeCourse.first`. */
  readonly mark: Int32Array
}

export interface NodeCourse {
  readonly node: NodeFact
  readonly course: Course
  /** The node, and its group where it has one. */
  readonly own: number
  readonly group: number
  /** By mark number: the pair of this node's mark and that mark. */
  readonly first: Int32Array
}

export interface Courses {
  readonly things: Slots
  readonly first: Pairs
  readonly second: Pairs
  readonly nodes: readonly NodeCourse[]
}

export function makeCourses(facts: Facts, visible: Visible, plan: Plan): Courses {
  const shown = new Set([...visible.services, ...visible.backends].map((thing) => thing.id))
  const settling = new Set(facts.services.filter((service) => service.settles).map((service) => service.id))
  const things = makeSlots()
  const marks = makeSlots()
  const first = makePairs()
  const second = makePairs()
  const markOf = (id: ThingId) => plan.standIn.get(id) ?? id
  const courses = new Map<TableFact, Course>()
  const firsts = new Map<ThingId, Map<number, number>>()
  const nodes: NodeCourse[] = []

  const courseOf = (table: TableFact): Course => {
    const known = courses.get(table)
    if (known) return known
    const made = emptyCourse(table)
    table.entries.forEach((entry, position) => {
      const thing = facts.thingOf(entry.key)
      if (!shown.has(thing)) return
      const mark = markOf(thing)
      made.thing[position] = things.at(thing)
      made.group[position] = mark === thing ? -1 : things.at(mark)
      made.mark[position] = marks.at(mark)
      for (const row of entry.rows) {
        const backend = facts.backendOf(thing, row.address)
        if (!shown.has(backend)) continue
        const pair = second.at(mark, markOf(backend))
        if (row.index < 0) continue
        const at = table.firstRow[position]! + row.index
        made.entry[at] = position
        made.backend[at] = things.at(backend)
        made.home[at] = things.at(plan.homeOf.get(backend) ?? backend)
        made.second[at] = pair
      }
    })
    // Rows of Pods left out still count for their Service.
    table.entries.forEach((entry, position) => {
      if (made.thing[position]! < 0) return
      for (const row of entry.rows) if (row.index >= 0) made.entry[table.firstRow[position]! + row.index] = position
    })
    made.rows = Int32Array.from(made.entry.keys()).filter((at) => made.entry[at]! >= 0)
    courses.set(table, made)
    return made
  }

  /** Rows and tones a node's table adds, for as many nodes as hold it alike. */
  const count = (course: Course, from: ThingId, slots: Map<number, number>, trusted: boolean, times: number) => {
    course.table.entries.forEach((entry, position) => {
      const mark = course.mark[position]!
      if (mark < 0) return
      const thing = facts.thingOf(entry.key)
      const settles = settling.has(thing)
      const slot = slots.get(mark) ?? first.at(from, marks.ids[mark]!)
      slots.set(mark, slot)
      const own = entry.have?.realServers.length ?? 0
      first.rows[slot]! += own * times
      first.tones[slot] = worst(first.tones[slot]!, trusted ? soften(entry.tone, settles) : 'unknown')
      if (!trusted) return
      things.rows[course.thing[position]!]! += own * times
      if (course.group[position]! >= 0) things.rows[course.group[position]!]! += own * times
      for (const row of entry.rows) {
        const backend = facts.backendOf(thing, row.address)
        if (!shown.has(backend)) continue
        const pair = second.at(markOf(thing), markOf(backend))
        second.tones[pair] = worst(second.tones[pair]!, soften(row.tone, settles))
        if (row.index < 0) continue
        second.rows[pair]! += times
        things.rows[things.at(backend)]! += times
        const home = plan.homeOf.get(backend)
        if (home) things.rows[things.at(home)]! += times
      }
    })
  }

  const alike = new Map<string, { course: Course; from: ThingId; trusted: boolean; times: number }>()
  const numbers = new Map<TableFact, number>()
  for (const node of visible.nodes) {
    if (!node.table) continue
    const from = markOf(node.id)
    const course = courseOf(node.table)
    if (!numbers.has(node.table)) numbers.set(node.table, numbers.size)
    const name = `${numbers.get(node.table)} ${node.trusted} ${from}`
    const same = alike.get(name)
    if (same) same.times += 1
    else alike.set(name, { course, from, trusted: node.trusted, times: 1 })
  }
  for (const { course, from, trusted, times } of alike.values()) {
    const slots = firsts.get(from) ?? new Map<number, number>()
    firsts.set(from, slots)
    count(course, from, slots, trusted, times)
  }
  const columns = new Map([...firsts].map(([from, slots]) => [from, toColumn(slots, marks.ids.length)]))
  for (const node of visible.nodes) {
    if (!node.table) continue
    const from = markOf(node.id)
    const own = things.at(node.id)
    const group = from === node.id ? -1 : things.at(from)
    if (node.trusted) {
      things.rows[own]! += node.table.rowCount
      if (group >= 0) things.rows[group]! += node.table.rowCount
    }
    nodes.push({ node, course: courseOf(node.table), own, group, first: columns.get(from)! })
  }
  return { things, first, second, nodes }
}

function emptyCourse(table: TableFact): Course {
  const rows = () => new Int32Array(table.rowCount).fill(-1)
  const entries = () => new Int32Array(table.entries.length).fill(-1)
  return {
    table,
    rows: new Int32Array(0),
    entry: rows(),
    backend: rows(),
    home: rows(),
    second: rows(),
    thing: entries(),
    group: entries(),
    mark: entries(),
  }
}

function toColumn(slots: ReadonlyMap<number, number>, marks: number): Int32Array {
  const column = new Int32Array(marks).fill(-1)
  for (const [mark, slot] of slots) column[mark] = slot
  return column
}

function makeSlots(): Slots & { at(id: ThingId): number } {
  const known = new Map<ThingId, number>()
  const ids: ThingId[] = []
  const rows: number[] = []
  return {
    ids,
    rows,
    at(id) {
      const slot = known.get(id)
      if (slot !== undefined) return slot
      known.set(id, ids.length)
      rows.push(0)
      return ids.push(id) - 1
    },
  }
}

function makePairs(): Pairs & { at(from: ThingId, to: ThingId): number } {
  const slots = makeSlots()
  const from: ThingId[] = []
  const to: ThingId[] = []
  const tones: Tone[] = []
  return {
    ids: slots.ids,
    rows: slots.rows,
    from,
    to,
    tones,
    at(a, b) {
      const slot = slots.at(`${a} ${b}`)
      if (slot === from.length) {
        from.push(a)
        to.push(b)
        tones.push('unknown')
      }
      return slot
    },
  }
}
