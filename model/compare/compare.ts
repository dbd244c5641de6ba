/** `compareClusters`: what changed from one cluster to another, whichever clocks they are of. What is equal is passed by. */
import { type Cluster, emptyCluster } from '../cluster.ts'
import { compareNames } from '../compare-names.ts'
import type { NodeName } from '../ids.ts'
import type { KindName } from '../kube/index.ts'
import { type ThingOf, thingOfIn } from '../thing-of.ts'
import type { Comparison, Side } from './comparison.ts'
import { compareDrift } from './drift-changes.ts'
import { compareHeard, isTold } from './heard.ts'
import { compareLoads } from './load-changes.ts'
import { compareNodes } from './node-changes.ts'
import { makeNodeSets } from './node-sets.ts'
import { comparePods } from './pod-changes.ts'
import { compareAccess, compareWalks } from './proof-changes.ts'
import { compareTables } from './server-changes.ts'
import { gatherThings } from './things.ts'
import { totalsOf } from './totals.ts'

/** Of which side names and addresses are stand-ins. */
export interface StandIns {
  readonly a: boolean
  readonly b: boolean
}

const noStandIns: StandIns = { a: false, b: false }

/** Nothing is compared where one side has stand-ins and the other has not: all of it would be new, and all of it gone. */
export function compareClusters(before: Cluster, after: Cluster, standIns = noStandIns): Comparison {
  const [a, b] = standIns.a === standIns.b ? [before, after] : [headOf(before), headOf(after)]
  const names = namesOf(a, b)
  const sets = makeNodeSets(names)
  const thingOf = thingOfEither(a, b)
  const isKnown = (kind: KindName) => isTold(a, kind) && isTold(b, kind)
  const { servers, tables } = compareTables(a, b, names, sets, thingOf)
  const drifts = compareDrift(a, b, names, sets, thingOf)
  const access = compareAccess(a, b, names, sets)
  const walks = compareWalks(a, b)
  const heard = compareHeard(a, b, names, sets)
  const found = {
    servers,
    tables,
    drifts,
    access,
    walks,
    things: gatherThings(a, b, {
      servers,
      drifts,
      access,
      walks,
      loads: compareLoads(a, b, names, thingOf),
      knowsServices: isKnown('services') && isKnown('endpointSlices'),
    }),
    nodes: compareNodes(a, b, names, sets),
    pods: isKnown('pods') ? comparePods(a, b) : [],
    nodeSets: sets.all,
  }
  return {
    a: { ...sideOf(a), hasStandIns: standIns.a, notHeard: heard.a },
    b: { ...sideOf(b), hasStandIns: standIns.b, notHeard: heard.b },
    health: { before: a.health, after: b.health },
    notCompared: [...new Set([...a.api.keys(), ...b.api.keys()])].filter((kind) => !isKnown(kind)).sort(),
    totals: totalsOf(found),
    ...found,
  }
}

const headOf = ({ at, name, health }: Cluster): Cluster => ({ ...emptyCluster, at, name, health })

const sideOf = ({ at, name }: Cluster): Pick<Side, 'at' | 'name'> => ({ at, name })

function namesOf(a: Cluster, b: Cluster): NodeName[] {
  const names = new Set([...a.nodes.keys(), ...b.nodes.keys()])
  return [...names].sort(compareNames)
}

/** The Service that stands there now, else the one that stood there. */
function thingOfEither(a: Cluster, b: Cluster): ThingOf {
  const [before, after] = [thingOfIn(a), thingOfIn(b)]
  return (key) => {
    const now = after(key)
    return now.startsWith('virtual:') ? before(key) : now
  }
}
