/**
 * The kernel's order of each node's table, told by the one before. It is a permutation by places in the table, so a
 * Service that comes or goes moves nearly all of its numbers and hardly any virtual server: what is told is where it
 * is not the old order with the places of now.
 */
import { type Cluster, tableHashOf } from '../cluster.ts'
import type { NodeName, TableHash, VirtualServerHash } from '../ids.ts'
import { type KernelOrder, makeKey, type Table } from '../topology.ts'
import { ofRuns, type Runs, runsOf } from './runs.ts'

/** By what is expected of the one before; null where there is none. */
export type OrdersDelta = readonly (readonly [
  NodeName,
  { readonly servers: Runs<number>; readonly rows: Runs<number> } | null,
])[]

type Tables = Pick<Cluster, 'nodes' | 'tables' | 'virtualServers'>

const none: KernelOrder = { servers: [], rows: [] }

/** Null when all are as expected. */
export function diffOrders(from: Tables, to: Tables): OrdersDelta | null {
  if (from.nodes === to.nodes) return null
  const expect = makeExpect(from, to)
  const told: OrdersDelta[number][] = []
  for (const [name, node] of to.nodes) {
    if (from.nodes.get(name)?.table === node.table) continue
    const order = orderOf(to, name)
    const expected = expect(name)
    if (order === null) {
      if (expected !== null) told.push([name, null])
    } else if (expected === null || !sameOrder(order, expected)) {
      const { servers, rows } = expected ?? none
      told.push([name, { servers: runsOf(servers, order.servers), rows: runsOf(rows, order.rows) }])
    }
  }
  return told.length === 0 ? null : told
}

/** The order of each node's table in `to`, whose own are not looked at. */
export function applyOrders(from: Tables, to: Tables, delta: OrdersDelta): (node: NodeName) => KernelOrder | null {
  const told = new Map(delta)
  const expect = makeExpect(from, to)
  return (node) => {
    const expected = expect(node)
    const runs = told.get(node)
    if (runs === undefined) return expected
    const { servers, rows } = expected ?? none
    return runs && { servers: ofRuns(servers, runs.servers), rows: ofRuns(rows, runs.rows) }
  }
}

/** The order a node had, at the places of now; the very object while those are the same. Null where it had none. */
function makeExpect(from: Tables, to: Tables): (node: NodeName) => KernelOrder | null {
  const moves = new Map<string, Move | null>()
  const moveOf = (a: TableHash, b: TableHash): Move | null => {
    const name = `${a} ${b}`
    if (!moves.has(name)) moves.set(name, makeMove(from, a, to, b))
    return moves.get(name)!
  }
  return (name) => {
    const [before, after] = [from.nodes.get(name), to.nodes.get(name)]
    const [a, b] = [before && tableHashOf(before), after && tableHashOf(after)]
    const order = orderOf(from, name)
    if (order === null || !a || !b) return null
    if (a === b) return order
    const move = moveOf(a, b)
    return move?.(order) ?? null
  }
}

type Move = (order: KernelOrder) => KernelOrder

/** Null where one of the tables is not here. */
function makeMove(from: Tables, a: TableHash, to: Tables, b: TableHash): Move | null {
  const [before, after] = [from.tables.get(a), to.tables.get(b)]
  if (before === undefined || after === undefined) return null
  const places = placesIn(from, before, to, after)
  const isStill = before.length === after.length && places.every((place, index) => place === index)
  return ({ servers, rows }) => ({
    servers: isStill ? servers : servers.flatMap((place) => (places[place]! < 0 ? [] : [places[place]!])),
    rows: rows.length === 0 ? rows : moveRows(from, before, to, after, places, rows),
  })
}

/** Where each virtual server of the one table is in the other; -1 for nowhere. One that changed is told by its address. */
function placesIn(from: Tables, before: Table, to: Tables, after: Table): Int32Array {
  const keyOf = ({ virtualServers }: Tables, hash: VirtualServerHash) => {
    const server = virtualServers.get(hash)
    return server === undefined ? hash : makeKey(server.match)
  }
  const byHash = new Map(after.map((hash, place) => [hash, place]))
  const kept = new Set(before)
  const byKey = new Map<string, number>()
  for (const [place, hash] of after.entries()) if (!kept.has(hash)) byKey.set(keyOf(to, hash), place)
  return Int32Array.from(before, (hash) => byHash.get(hash) ?? byKey.get(keyOf(from, hash)) ?? -1)
}

/** Rows of virtual servers that stayed as they were. */
function moveRows(
  from: Tables,
  before: Table,
  to: Tables,
  after: Table,
  places: Int32Array,
  rows: readonly number[],
): number[] {
  const [firstBefore, firstAfter] = [firstRows(from, before), firstRows(to, after)]
  let server = 0
  return rows.flatMap((row) => {
    while (server > 0 && row < firstBefore[server]!) server--
    while (row >= firstBefore[server + 1]!) server++
    const place = places[server]!
    return place < 0 || after[place] !== before[server] ? [] : [row - firstBefore[server]! + firstAfter[place]!]
  })
}

/** Of each virtual server; one more, which no row reaches. */
function firstRows({ virtualServers }: Tables, table: Table): number[] {
  let row = 0
  const firsts = table.map((hash) => {
    const first = row
    row += virtualServers.get(hash)?.realServers.length ?? 0
    return first
  })
  return [...firsts, Infinity]
}

function orderOf({ nodes }: Tables, name: NodeName): KernelOrder | null {
  const table = nodes.get(name)?.table
  return table?.is === 'read' ? table.kernelOrder : null
}

const sameOrder = (a: KernelOrder, b: KernelOrder): boolean =>
  a === b || (sameNumbers(a.servers, b.servers) && sameNumbers(a.rows, b.rows))

const sameNumbers = (a: readonly number[], b: readonly number[]): boolean =>
  a === b || (a.length === b.length && a.every((value, index) => value === b[index]))
