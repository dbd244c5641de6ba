/** All tries of a cell as its result. */
import type { Cause } from '../causes/cause.ts'
import { makeRealServerKey, type NodeName, type RealServerKey } from '../ids.ts'
import type { ProbeTry } from '../probe/question.ts'
import type { AccessResult, Share } from './access.ts'
import { latencyStep, spreadOf } from './spread.ts'

export interface Tried {
  readonly tries: readonly ProbeTry[]
  /** Why chosen real servers are not known; null when the table was read. */
  readonly withoutConnections: string | null
}

/** `hostOf`: the node a real server runs on; null where it is no endpoint. */
export function summarise(
  { tries, withoutConnections }: Tried,
  expected: ReadonlyMap<RealServerKey, number | null>,
  hostOf: (real: RealServerKey) => NodeName | null,
  causes: readonly Cause[],
): AccessResult {
  const failed = tries.filter(({ outcome }) => outcome !== 'answered')
  const statuses = tries.flatMap(({ status }) => (status === null ? [] : [status]))
  return {
    tries: tries.length,
    answered: tries.length - failed.length,
    failures: countEqual(failed.map(({ outcome, error }) => ({ outcome, error }))).map(([how, count]) => ({
      ...how,
      tries: count,
    })),
    statuses: countEqual(statuses).map(([status, count]) => ({ status, tries: count })),
    connectMs: spreadOf(tries.map(({ connectMs }) => connectMs)),
    firstByteMs: spreadOf(tries.map(({ firstByteMs }) => firstByteMs)),
    step: latencyStep(tries.map(({ connectMs }) => connectMs)),
    shares: sharesOf(tries, expected, hostOf),
    unknownChoices: tries.filter(({ chosen }) => chosen === null).length,
    withoutConnections,
    sources: [...new Set(tries.flatMap(({ source }) => source?.address ?? []))].sort(),
    causes,
  }
}

/** In the order of the table; then those chosen that are not in it. */
function sharesOf(
  tries: readonly ProbeTry[],
  expected: ReadonlyMap<RealServerKey, number | null>,
  hostOf: (real: RealServerKey) => NodeName | null,
): readonly Share[] {
  const chosen = Map.groupBy(
    tries.filter((each) => each.chosen !== null),
    (each) => makeRealServerKey(each.chosen!.address, each.chosen!.port),
  )
  return [...new Set([...expected.keys(), ...chosen.keys()])].map((real) => {
    const own = chosen.get(real) ?? []
    return {
      real,
      tries: own.length,
      answered: own.filter(({ outcome }) => outcome === 'answered').length,
      host: hostOf(real),
      expected: expected.get(real) ?? null,
    }
  })
}

/** The commonest first; of equals the one that came first. */
function countEqual<T>(values: readonly T[]): [T, number][] {
  const counts = new Map<string, [T, number]>()
  for (const value of values) {
    const key = JSON.stringify(value)
    counts.set(key, [value, (counts.get(key)?.[1] ?? 0) + 1])
  }
  return [...counts.values()].sort(([, a], [, b]) => b - a)
}
