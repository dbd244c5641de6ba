/** A test as rows and columns: nodes by Service ports. Cells that did not change are the same objects. */
import { type AccessCell, type AccessTest, makeAccessCellId } from '#model/access/access.ts'
import {
  type AccessStanding,
  isTrouble,
  portsThatSpeak,
  rankOf,
  type StandingOptions,
  standingOf,
} from '#model/access/standing.ts'
import type { Cluster } from '#model/cluster.ts'
import { compareNames } from '#model/compare-names.ts'
import type { NodeName, ServicePortId } from '#model/ids.ts'
import { findServicePort } from '#model/service-port.ts'

export interface CellView {
  readonly cell: AccessCell
  readonly standing: AccessStanding
  readonly isTrouble: boolean
}

export interface AccessColumn {
  readonly port: ServicePortId
  /** `default/web` and `:80/TCP`. */
  readonly service: string
  readonly rest: string
  /** Where it is asked, `10.0.0.1:80`; null where nodes ask at addresses of their own, or it has none. */
  readonly address: string | null
  /** No Service has this port now. */
  readonly isGone: boolean
}

export interface AccessRow {
  readonly node: NodeName
  /** By column; null for a pair that is not of the test. */
  readonly cells: readonly (CellView | null)[]
}

export interface AccessScene {
  readonly columns: readonly AccessColumn[]
  readonly rows: readonly AccessRow[]
  /** All cells, whatever is left out of the rows. */
  readonly cells: readonly CellView[]
}

/** By whether the test is over, and whether the port speaks. */
const made = [0, 1, 2, 3].map(() => new WeakMap<AccessCell, CellView>())

/** The same object for the same cell. */
export function viewOf(cell: AccessCell, { isOver, doesSpeak }: Required<StandingOptions>): CellView {
  const views = made[Number(isOver) * 2 + Number(doesSpeak)]!
  const known = views.get(cell)
  if (known) return known
  const standing = standingOf(cell, { isOver, doesSpeak })
  const view = { cell, standing, isTrouble: isTrouble(standing) }
  views.set(cell, view)
  return view
}

export interface SceneOptions {
  readonly onlyProblems: boolean
  readonly worstFirst: boolean
}

export function makeAccessScene(
  test: AccessTest,
  cells: Cluster['accessCells'],
  names: Pick<Cluster, 'services'>,
  { onlyProblems, worstFirst }: SceneOptions,
): AccessScene {
  const { ports, nodes } = test.asked
  const isOver = test.outcome !== 'running'
  const found = [...nodes]
    .sort(compareNames)
    .map((node) => ({ node, own: ports.map((port) => cells.get(makeAccessCellId(test.id, node, port)) ?? null) }))
  const speaking = portsThatSpeak(found.flatMap(({ own }) => own.filter((cell) => cell !== null)))
  const see = (cell: AccessCell | null) => cell && viewOf(cell, { isOver, doesSpeak: speaking.has(cell.port) })
  const rows = found.map(({ node, own }): AccessRow => ({ node, cells: own.map(see) }))
  const all = rows.flatMap((row) => row.cells.filter((view) => view !== null))
  const shown = onlyProblems ? rows.filter((row) => row.cells.some((view) => view?.isTrouble)) : rows
  const kept = onlyProblems ? columnsWithTrouble(shown, ports.length) : null
  const narrowed =
    kept === null ? shown : shown.map((row) => ({ ...row, cells: row.cells.filter((_, index) => kept.has(index)) }))
  return {
    columns: ports.flatMap((port, index) => (kept?.has(index) === false ? [] : [columnOf(port, all, names)])),
    rows: worstFirst ? [...narrowed].sort((a, b) => worstOf(a) - worstOf(b)) : narrowed,
    cells: all,
  }
}

const columnsWithTrouble = (rows: readonly AccessRow[], count: number): ReadonlySet<number> =>
  new Set(
    Array.from({ length: count }, (_, index) => index).filter((at) => rows.some((row) => row.cells[at]?.isTrouble)),
  )

/** The worst of a row first, then how many are so: three failed cells stand before one. */
function worstOf({ cells }: AccessRow): number {
  const ranks = cells.map((view) => (view === null ? 6 : rankOf(view.standing)))
  const worst = Math.min(...ranks)
  return worst * 10_000 - ranks.filter((rank) => rank === worst).length
}

function columnOf(port: ServicePortId, cells: readonly CellView[], names: Pick<Cluster, 'services'>): AccessColumn {
  const colon = port.lastIndexOf(':')
  const targets = new Set(cells.flatMap(({ cell }) => (cell.port === port && cell.target ? [textOf(cell.target)] : [])))
  const [address = null] = targets.size === 1 ? targets : []
  return {
    port,
    service: port.slice(0, colon),
    rest: port.slice(colon),
    address,
    isGone: names.services.size > 0 && findServicePort(names, port) === null,
  }
}

/** `10.0.0.1:80`, `[fd00::1]:80`. */
export const textOf = ({ address, port }: { readonly address: string; readonly port: number }): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`

/** Of what is asked for the newest: by its name, or one that asked all the given ports; null where there is none. */
export function shownTest(
  tests: Cluster['accessTests'],
  { test, question }: { readonly test: string; readonly question: { readonly ports: readonly ServicePortId[] } | null },
): AccessTest | null {
  if (test !== '') return tests.get(test) ?? null
  const newestFirst = [...tests.values()].reverse()
  return newestFirst.find(({ asked }) => question?.ports.every((port) => asked.ports.includes(port)) ?? true) ?? null
}
