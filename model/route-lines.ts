/**
 * Lines of routes, each list told by another one: a node's by the one it had, or by a neighbour's. A thousand nodes
 * have a million lines, nearly all alike; told so they cost what they differ in.
 */
import type { Cluster } from './cluster.ts'
import type { FactHash } from './ids.ts'
import { ofRuns, type Places, placesOf, type Runs, runsBy } from './runs.ts'
import type { FactValue } from './sources/index.ts'

export interface RoutesDelta {
  /** Lines that are new, each once. */
  readonly texts: readonly string[]
  /** Each by one that was there or stands before it here; numbers are places in `texts`. */
  readonly set: readonly RoutesTold[]
}
export type RoutesTold = readonly [FactHash, like: FactHash | null, Runs<number>]

type Facts = Cluster['facts']

export function linesOf(facts: Facts, hash: FactHash): readonly string[] | null {
  const fact = facts.get(hash)
  return fact?.source === 'routes' ? fact.value.lines : null
}

export const withLines = <Fact extends FactValue>(fact: Fact, lines: readonly string[]): Fact =>
  fact.source === 'routes' ? { ...fact, value: { ...fact.value, lines } } : fact

/** Tells one list after the other; `texts` is whole after the last. */
export function makeRoutesTeller(): {
  readonly texts: () => readonly string[]
  /** `like` with the list's lines; null for the first list that was told, which is like most. */
  readonly tell: (
    hash: FactHash,
    lines: readonly string[],
    like: { readonly hash: FactHash; readonly lines: readonly string[] } | null,
  ) => RoutesTold
} {
  const texts = new Map<string, number>()
  let first: { readonly hash: FactHash; readonly places: Places<string> } | null = null
  const placeOf = (line: string): number => {
    const place = texts.get(line) ?? texts.size
    texts.set(line, place)
    return place
  }
  return {
    texts: () => [...texts.keys()],
    tell(hash, lines, like) {
      const base = like === null ? first : { hash: like.hash, places: placesOf(like.lines) }
      first ??= { hash, places: placesOf(lines) }
      return [hash, base?.hash ?? null, runsBy(base?.places ?? new Map<string, number>(), lines, placeOf)]
    },
  }
}

type Held = Pick<Cluster, 'facts' | 'nodes'>

/** Null when no list is new. */
export function diffRoutes(from: Held, to: Held): RoutesDelta | null {
  if (from.facts === to.facts) return null
  const before = new Map<FactHash, FactHash>()
  for (const [name, { facts }] of to.nodes) {
    const was = from.nodes.get(name)?.facts.routes
    if (facts.routes?.is === 'read' && was?.is === 'read') before.set(facts.routes.hash, was.hash)
  }
  const teller = makeRoutesTeller()
  const set: RoutesTold[] = []
  for (const hash of to.facts.keys()) {
    const lines = linesOf(to.facts, hash)
    if (lines === null || from.facts.has(hash)) continue
    const own = before.get(hash)
    const was = own === undefined ? null : linesOf(from.facts, own)
    set.push(teller.tell(hash, lines, was && { hash: own!, lines: was }))
  }
  return set.length === 0 ? null : { texts: teller.texts(), set }
}

/** The lists a delta tells. */
export function applyRoutes(from: Facts, { texts, set }: RoutesDelta): ReadonlyMap<FactHash, readonly string[]> {
  const made = new Map<FactHash, readonly string[]>()
  for (const [hash, like, runs] of set) {
    const base = like === null ? [] : (made.get(like) ?? linesOf(from, like) ?? [])
    made.set(
      hash,
      ofRuns(base, runs, (place: number) => texts[place] ?? ''),
    )
  }
  return made
}
