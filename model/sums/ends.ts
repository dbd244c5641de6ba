/**
 * Where rows are added up: a slot for each pair of virtual server and real server's address, in columns of
 * numbers. Slots depend on structure alone, so that neither Services nor Pods coming or going move
 * any. Rates are kept in whole hundredths: adding and taking away is exact.
 */
import type { VirtualServerKey } from '../ids.ts'
import type { Load } from '../load.ts'
import { makeKey, type VirtualServer } from '../topology.ts'

export interface End {
  readonly key: VirtualServerKey
  readonly address: string
}

const columnNames = ['connections', 'packets', 'active', 'inactive', 'unrated', 'rows'] as const
export type Columns = Record<(typeof columnNames)[number], Float64Array>

export interface Ends {
  /** By slot. */
  readonly list: readonly End[]
  columns(): Columns
  /** The slot of each row of a table with these virtual servers. */
  courseOf(servers: readonly VirtualServer[]): Int32Array
  /** Adds (1) or takes away (-1) all rows of a node; null: its load is not known. */
  apply(course: Int32Array, load: Load | null, sign: 1 | -1): void
  /** What `apply(before, -1)` and `apply(after, 1)` would do, at the cost of the rows that differ. */
  move(course: Int32Array, before: Load, after: Load): void
}

const makeColumns = (length: number): Columns => ({
  connections: new Float64Array(length),
  packets: new Float64Array(length),
  active: new Float64Array(length),
  inactive: new Float64Array(length),
  unrated: new Float64Array(length),
  rows: new Float64Array(length),
})

export function makeEnds(): Ends {
  const list: End[] = []
  const slots = new Map<VirtualServerKey, Map<string, number>>()
  const courses = new WeakMap<VirtualServer, Int32Array>()
  let columns = makeColumns(1024)

  const slotOf = (key: VirtualServerKey, address: string): number => {
    const own = slots.get(key) ?? new Map<string, number>()
    slots.set(key, own)
    const known = own.get(address)
    if (known !== undefined) return known
    own.set(address, list.length)
    return list.push({ key, address }) - 1
  }
  const grow = () => {
    if (list.length <= columns.rows.length) return
    const grown = makeColumns(Math.max(list.length, columns.rows.length * 2))
    for (const name of columnNames) grown[name].set(columns[name])
    columns = grown
  }
  const courseOfServer = (server: VirtualServer): Int32Array => {
    const known = courses.get(server)
    if (known !== undefined) return known
    const key = makeKey(server.match)
    const made = Int32Array.from(server.realServers, ({ address }) => slotOf(key, address))
    courses.set(server, made)
    return made
  }
  const applyRates = (course: Int32Array, { rates }: Load, sign: number) => {
    if (rates === null) return
    for (let at = 0; at < rates.rows.length; at++) {
      const slot = course[rates.rows[at]!]
      if (slot === undefined) continue
      const connections = rates.connections[at]!
      const packets = rates.inPackets[at]!
      if (Number.isNaN(connections)) columns.unrated[slot]! += sign
      else {
        columns.connections[slot]! += sign * Math.round(connections * 100)
        if (!Number.isNaN(packets)) columns.packets[slot]! += sign * Math.round(packets * 100)
      }
    }
  }

  return {
    list,
    columns: () => columns,
    courseOf: (servers) => {
      const course = new Int32Array(servers.reduce((sum, server) => sum + server.realServers.length, 0))
      let row = 0
      for (const server of servers) {
        const own = courseOfServer(server)
        course.set(own, row)
        row += own.length
      }
      grow()
      return course
    },
    apply: (course, load, sign) => {
      const { rows, unrated, active, inactive } = columns
      const isUnrated = load === null || load.rates === null
      for (let row = 0; row < course.length; row++) {
        const slot = course[row]!
        rows[slot]! += sign
        if (isUnrated) unrated[slot]! += sign
        if (load === null) continue
        active[slot]! += sign * load.active[row]!
        inactive[slot]! += sign * load.inactive[row]!
      }
      if (load !== null) applyRates(course, load, sign)
    },
    move: (course, before, after) => {
      const { unrated, active, inactive } = columns
      if (before.active !== after.active || before.inactive !== after.inactive)
        for (let row = 0; row < course.length; row++) {
          const up = after.active[row]! - before.active[row]!
          const down = after.inactive[row]! - before.inactive[row]!
          if (up !== 0) active[course[row]!]! += up
          if (down !== 0) inactive[course[row]!]! += down
        }
      if ((before.rates === null) !== (after.rates === null)) {
        const sign = after.rates === null ? 1 : -1
        for (const slot of course) unrated[slot]! += sign
      }
      if (before.rates === after.rates) return
      applyRates(course, before, -1)
      applyRates(course, after, 1)
    },
  }
}
