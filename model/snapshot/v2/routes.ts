/** Lists of routes, each told by one before it. In the cluster they are empty. */
import * as v from 'valibot'
import type { Cluster } from '../../cluster.ts'
import type { FactHash } from '../../ids.ts'
import { linesOf, type RoutesDelta, withLines } from '../../route-lines.ts'
import { isRun, ofRuns } from '../../runs.ts'
import { snapshotLimits as limits } from '../limits.ts'
import { leaves as is, list, orNull } from '../v1/leaves.ts'
import { Unfit } from '../v1/told.ts'

const place = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const run = v.union([place, v.strictTuple([place, place])])

export const routes = v.strictObject({
  set: list(v.strictTuple([is.factHash, orNull(is.factHash), list(run)])),
  texts: v.pipe(v.array(is.raw), v.maxLength(limits.routeTexts)),
})

/** Throws `Unfit`. Each list is measured before it is unfolded, and all of them together. */
export function readRoutes(cluster: Cluster, told: RoutesDelta | undefined): Cluster {
  if (told === undefined) return cluster
  const facts = new Map(cluster.facts)
  const made = new Map<FactHash, readonly string[]>()
  let lines = 0
  for (const [hash, like, runs] of told.set) {
    const fact = facts.get(hash)
    const base = like === null ? [] : made.get(like)
    if (fact === undefined || linesOf(facts, hash) === null || base === undefined)
      throw new Unfit('it has routes of a list that is not there')
    let length = 0
    for (const each of runs) {
      if (isRun(each) ? each[0] + each[1] > base.length : each >= told.texts.length)
        throw new Unfit('it has routes that are not there')
      length += isRun(each) ? each[1] : 1
    }
    lines += length
    if (length > limits.list || lines > limits.routeLines)
      throw new Unfit(`it has more than ${limits.routeLines} routes`)
    const own = ofRuns(base, runs, (at: number) => told.texts[at]!)
    made.set(hash, own)
    facts.set(hash, withLines(fact, own))
  }
  return { ...cluster, facts }
}
