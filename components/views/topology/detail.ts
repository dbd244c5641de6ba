/** The rows of what is selected: a small cluster of its own, asked for when something is selected. */
import type { LiveStore } from '#components/live/store.ts'
import type { Cluster } from '#model/cluster.ts'
import type { VirtualServerKey } from '#model/ids.ts'
import { makeScopeKey, type Scope } from '#model/scope.ts'
import type { ThingId } from '#model/thing.ts'
import type { Facts } from './facts.ts'
import { parseSelection } from './options.ts'
import { makeReader } from './reader.ts'

export interface Detail {
  readonly cluster: Cluster
  /** Made from that cluster: its tables hold only what has to do with the selection. */
  readonly facts: Facts
}

/** What must be looked at to show a selection; null where everything in view is enough. */
export function scopeOfSelection({ thingOf }: Pick<Facts, 'thingOf'>, select: ThingId): Scope | null {
  const selection = parseSelection(select)
  switch (selection.is) {
    case 'service':
    case 'backend':
      return { is: 'thing', thing: selection.id }
    case 'row':
      return { is: 'thing', thing: thingOf(selection.virtual as VirtualServerKey) }
    case 'nothing':
    case 'node':
    case 'group':
      return null
  }
}

/** Whether two selections show the same rows. */
export function sharesRows(facts: Pick<Facts, 'thingOf'>, a: ThingId, b: ThingId): boolean {
  const [left, right] = [scopeOfSelection(facts, a), scopeOfSelection(facts, b)]
  return a === b || (left !== null && right !== null && makeScopeKey(left) === makeScopeKey(right))
}

/** Rows of a selection: null where there are none to wait for, `waiting` while they are on their way. */
export function makeDetailReader(store: LiveStore): (facts: Facts, select: ThingId) => Detail | null | 'waiting' {
  const read = makeReader()
  return (facts, select) => {
    const scope = scopeOfSelection(facts, select)
    if (scope === null) return null
    const cluster = store.cluster(scope)
    if (cluster.at > 0) return { cluster, facts: read(cluster) }
    return store.feed().is === 'live' ? 'waiting' : null
  }
}
