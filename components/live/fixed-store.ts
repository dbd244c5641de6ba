import type { Cluster } from '#model/cluster.ts'
import { project } from '#model/project/index.ts'
import type { WithoutActions } from '#model/protocol.ts'
import { makeScopeKey } from '#model/scope.ts'
import type { Feed } from './feed.ts'
import type { LiveStore } from './store.ts'

/** A cluster that stands still: gallery, tests, snapshots. Its clock stands with it; scopes are projected here. */
export function makeFixedStore(
  cluster: Cluster,
  feed: Feed = { is: 'live', at: cluster.at },
  withoutActions: WithoutActions | null = null,
): LiveStore {
  const known = new Map<string, Cluster>()
  return {
    cluster(scope) {
      const key = makeScopeKey(scope)
      const made = known.get(key) ?? project(cluster, scope)
      known.set(key, made)
      return made
    },
    newest: () => cluster,
    feed: () => feed,
    withoutActions: () => withoutActions,
    now: () => cluster.at,
    subscribe: () => () => undefined,
    look: () => () => undefined,
  }
}
