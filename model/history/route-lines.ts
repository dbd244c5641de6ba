/**
 * Lines of routes, each list told by another one: a node's by the one it had, or by a neighbour's. A thousand nodes
 * have a million lines, nearly all alike; told so they cost what they differ in.
 */
import type { Cluster } from '../cluster.ts'
import type { FactHash } from '../ids.ts'
import type { FactValue } from '../sources/index.ts'
import { type Runs, runsOf } from './runs.ts'

export interface RoutesDelta {
  /** Lines that are new, each once. */
  readonly texts: readonly string[]
  /** Each by one that was there or stands before it here; numbers are places in `texts`. */
  readonly set: readonly (readonly [FactHash, like: FactHash | null, Runs<number>])[]
}

type Facts = Cluster['facts']

/** Null when no list is new. */
export function diffRoutes(
  from: Pick<Cluster, 'facts' | 'nodes'>,
  to: Pick<Cluster, 'facts' | 'nodes'>,
): RoutesDelta | null {
  if (from.facts === to.facts) return null
  const fresh = [...to.facts].filter(([hash]) => !from.facts.has(hash) && linesOf(to.facts, hash) !== null)
  if (fresh.length === 0) return null
  const before = new Map<FactHash, FactHash>()
  for (const [name, { facts }] of to.nodes) {
    const was = from.nodes.get(name)?.facts.routes
    if (facts.routes?.is === 'read' && was?.is === 'read') before.set(facts.routes.hash, was.hash)
  }
  const places = new Map<string, number>()
  const placeOf = (line: string): number => {
    const place = places.get(line) ?? places.size
    places.set(line, place)
    return place
  }
  let neighbour: FactHash | null = null
  const set = fresh.map(([hash]) => {
    const own = before.get(hash)
    const like: FactHash | null = own !== undefined && from.facts.has(own) ? own : neighbour
    const base = like === null ? [] : (linesOf(from.facts, like) ?? linesOf(to.facts, like) ?? [])
    const runs = runsOf(base, linesOf(to.facts, hash)!)
    neighbour = hash
    return [hash, like, runs.map((run) => (typeof run === 'string' ? placeOf(run) : run))] as const
  })
  return { texts: [...places.keys()], set }
}

/** The lists a delta tells. */
export function applyRoutes(from: Facts, { texts, set }: RoutesDelta): ReadonlyMap<FactHash, readonly string[]> {
  const made = new Map<FactHash, readonly string[]>()
  for (const [hash, like, runs] of set) {
    const base = like === null ? [] : (linesOf(from, like) ?? made.get(like) ?? [])
    const lines = runs.flatMap((run) =>
      typeof run === 'number' ? [texts[run] ?? ''] : base.slice(run[0], run[0] + run[1]),
    )
    made.set(hash, lines)
  }
  return made
}

export function linesOf(facts: Facts, hash: FactHash): readonly string[] | null {
  const fact = facts.get(hash)
  return fact?.source === 'routes' ? fact.value.lines : null
}

export const withLines = <Fact extends FactValue>(fact: Fact, lines: readonly string[]): Fact =>
  fact.source === 'routes' ? { ...fact, value: { ...fact.value, lines } } : fact
