/**
 * What failing cells of a test have in common: a row, a column, the node that real servers run on, one real server. Told
 * only where all tries of it fail, so that it is never blamed for what has answered somebody.
 */
import type { NodeName, RealServerKey, ServicePortId } from '../ids.ts'
import type { AccessCell, AccessResult } from './access.ts'

export type Factor =
  /** No node, no port. */
  | { readonly is: 'everything' }
  /** `beyond`: but for real servers on itself. */
  | { readonly is: 'node'; readonly node: NodeName; readonly beyond: boolean }
  | { readonly is: 'port'; readonly port: ServicePortId }
  /** Real servers of several ports or several of one, on one node. `beyond`: but from that node itself. */
  | { readonly is: 'host'; readonly node: NodeName; readonly beyond: boolean }
  | { readonly is: 'real'; readonly real: RealServerKey; readonly port: ServicePortId; readonly beyond: boolean }

export interface DoneCell {
  readonly cell: AccessCell
  readonly result: AccessResult
}

/** Tries of one cell that went to one real server; or those nobody knows the real server of. */
interface Part<Cell> {
  readonly of: Cell
  readonly node: NodeName
  readonly port: ServicePortId
  readonly real: RealServerKey | null
  readonly host: NodeName | null
  readonly tries: number
  readonly answered: number
}

export interface Common<Cell> {
  readonly factor: Factor
  /** Cells with a try that failed by it. */
  readonly cells: readonly Cell[]
}

/** The one that explains most tries first; of equals what is nearest to what was asked. A cell may be of several. */
export function commonFactors<Cell extends DoneCell>(
  cells: readonly Cell[],
): { readonly common: readonly Common<Cell>[]; readonly rest: readonly Cell[] } {
  const parts = cells.flatMap(partsOf)
  const candidates = candidatesOf(parts)
  const left = new Set(parts.filter(isFailing))
  const explains = new Map(
    candidates.map((candidate) => [candidate, sumOf(candidate.parts.filter(isFailing), 'tries')]),
  )
  const candidatesOfPart = new Map<Part<Cell>, Candidate<Cell>[]>()
  for (const candidate of candidates)
    for (const part of candidate.parts) candidatesOfPart.set(part, [...(candidatesOfPart.get(part) ?? []), candidate])
  const common: Common<Cell>[] = []
  for (;;) {
    let best: Candidate<Cell> | null = null
    for (const candidate of candidates)
      if (explains.get(candidate)! > (best === null ? 0 : explains.get(best)!)) best = candidate
    if (best === null) return { common, rest: cellsOf([...left]) }
    common.push({ factor: best.factor, cells: cellsOf(best.parts) })
    for (const part of best.parts)
      if (left.delete(part))
        for (const each of candidatesOfPart.get(part)!) explains.set(each, explains.get(each)! - part.tries)
  }
}

const isFailing = <Cell>({ tries, answered }: Part<Cell>): boolean => answered < tries
const isDead = <Cell>({ answered }: Part<Cell>): boolean => answered === 0
const cellsOf = <Cell>(parts: readonly Part<Cell>[]): Cell[] => [...new Set(parts.map(({ of }) => of))]
const countOf = <Cell>(parts: readonly Part<Cell>[], what: 'node' | 'port' | 'real'): number =>
  new Set(parts.map((part) => part[what])).size
const sumOf = (parts: readonly Pick<Part<unknown>, 'tries' | 'answered'>[], what: 'tries' | 'answered'): number =>
  parts.reduce((sum, part) => sum + part[what], 0)

function partsOf<Cell extends DoneCell>(of: Cell): Part<Cell>[] {
  const { cell, result } = of
  const common = { of, node: cell.node, port: cell.port }
  const isTold = result.shares.every(({ answered }) => answered !== null)
  const told = (isTold ? result.shares : []).map(({ real, host, tries, answered }) => ({
    ...common,
    real,
    host,
    tries,
    answered: answered ?? 0,
  }))
  const tries = result.tries - sumOf(told, 'tries')
  const answered = result.answered - sumOf(told, 'answered')
  return [...told, { ...common, real: null, host: null, tries, answered }].filter((part) => part.tries > 0)
}

interface Candidate<Cell> {
  readonly factor: Factor
  /** None of them was answered. */
  readonly parts: readonly Part<Cell>[]
}

/** In the order of preference: what was asked before what was chosen. */
function candidatesOf<Cell>(parts: readonly Part<Cell>[]): Candidate<Cell>[] {
  if (countOf(parts, 'node') > 1 && countOf(parts, 'port') > 1 && parts.every(isDead))
    return [{ factor: { is: 'everything' }, parts }]
  const known = parts.filter(({ real }) => real !== null)
  return [
    ...[...Map.groupBy(parts, ({ port }) => port)].flatMap(([port, own]) =>
      deadOf(own, null, 'node').map((found) => ({ factor: { is: 'port', port } as const, parts: found.parts })),
    ),
    ...[...Map.groupBy(parts, ({ node }) => node)].flatMap(([node, own]) =>
      deadOf(own, ({ host }) => host === node, 'port').map((found) => ({
        factor: { is: 'node', node, beyond: found.beyond } as const,
        parts: found.parts,
      })),
    ),
    ...[...Map.groupBy(known, ({ host }) => host)].flatMap(([host, own]) =>
      host === null || countOf(own.filter(isFailing), 'real') < 2
        ? []
        : deadOf(own, ({ node }) => node === host, 'node').map((found) => ({
            factor: { is: 'host', node: host, beyond: found.beyond } as const,
            parts: found.parts,
          })),
    ),
    ...[...Map.groupBy(known, ({ real, port }) => `${real} ${port}`).values()].flatMap((own) => {
      const { real, port, host } = own[0]!
      return deadOf(own, ({ node }) => node === host, 'node').map((found) => ({
        factor: { is: 'real', real: real!, port, beyond: found.beyond } as const,
        parts: found.parts,
      }))
    }),
  ]
}

/** All of it, or all but what stays on one node, where that is dead; of two nodes or ports at least, since one alone has nothing in common. */
function deadOf<Cell>(
  parts: readonly Part<Cell>[],
  isHome: ((part: Part<Cell>) => boolean) | null,
  by: 'node' | 'port',
): { readonly parts: readonly Part<Cell>[]; readonly beyond: boolean }[] {
  const beyond = isHome !== null && !parts.every(isDead) && parts.some(isHome)
  const away = beyond ? parts.filter((part) => !isHome(part)) : parts
  return away.every(isDead) && countOf(away, by) > 1 ? [{ parts: away, beyond }] : []
}
