import type { Cluster } from '#model/cluster.ts'
import { project } from '#model/project/index.ts'
import type { Who } from '#model/protocol.ts'
import { makeScopeKey } from '#model/scope.ts'
import { type Feed, speedOf } from './feed.ts'
import type { LiveStore } from './store.ts'

/** Projections that are kept: far more than are looked at at once, and not every filter somebody ever typed. */
const most = 24

/** A cluster that stands still: gallery, tests, snapshots. Its clock stands with it; a scope is projected here when first looked at. */
export function makeFixedStore(
  cluster: Cluster,
  feed: Feed = { is: 'live', at: cluster.at },
  who: Who | null = null,
): LiveStore {
  const known = new Map<string, Cluster>()
  return {
    cluster(scope) {
      const key = makeScopeKey(scope)
      const made = known.get(key) ?? project(cluster, scope)
      // The last used is the last in the map.
      known.delete(key)
      known.set(key, made)
      if (known.size > most) known.delete(known.keys().next().value!)
      return made
    },
    newest: () => cluster,
    feed: () => feed,
    who: () => who,
    now: () => cluster.at,
    speed: () => speedOf(feed),
    subscribe: () => () => undefined,
    look: () => () => undefined,
  }
}
