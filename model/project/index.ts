/**
 * Projections: what a browser gets of the cluster is a cluster, smaller and well-formed. A scope is
 * one file here and one case below.
 */
import type { Cluster } from '../cluster.ts'
import { makeNodeName } from '../ids.ts'
import type { Scope } from '../scope.ts'
import { makeFlowsProjection } from './flows.ts'
import { makeMatrix } from './matrix.ts'
import { makeNamesProjection } from './names.ts'
import { makeNodeProjection } from './node.ts'
import { makeOverview } from './overview.ts'
import { makeProofsProjection } from './proofs.ts'
import { splitThing } from './select.ts'
import { makeShared, type Shared } from './shared.ts'
import { makeThingProjection } from './thing.ts'

export type Projector = (cluster: Cluster) => Cluster

/**
 * The projections of one state after another. What did not change is the same object as before, and
 * so is the whole while nothing but the time is another. Projectors that are given the same states
 * may share what they have in common.
 */
export function makeProjector(scope: Scope, shared = makeShared()): Projector {
  const make = makerOf(scope, shared)
  const proofs = makeProofsProjection(scope)
  let last: Cluster | null = null
  return (cluster) => {
    const made = { ...make(cluster), ...proofs(cluster) }
    if (last === null || !isSame(last, made)) last = made
    return last
  }
}

export const project = (cluster: Cluster, scope: Scope): Cluster => makeProjector(scope)(cluster)

function makerOf(scope: Scope, shared: Shared): Projector {
  switch (scope.is) {
    case 'overview':
      return makeOverview()
    case 'thing': {
      const [kind, name] = splitThing(scope.thing)
      return kind === 'node' ? makeNodeProjection(makeNodeName(name), shared) : makeThingProjection(scope.thing, shared)
    }
    case 'node':
      return makeNodeProjection(scope.node, shared)
    case 'matrix':
      return makeMatrix(scope.namespace, shared)
    case 'flows':
      return makeFlowsProjection(scope.filter, shared)
    case 'access':
    case 'capture':
    case 'walk':
      return makeNamesProjection(shared)
  }
}

function isSame(a: Cluster, b: Cluster): boolean {
  for (const part of Object.keys(b) as (keyof Cluster)[]) if (part !== 'at' && a[part] !== b[part]) return false
  return true
}
