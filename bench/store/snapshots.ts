/** Snapshots of a store without a hub around it: whoever asks for one gets the next of these states. */
import { randomBytes } from 'node:crypto'
import type { Cluster } from '#model/cluster.ts'
import { crowdCluster } from '#model/fixtures/crowd.ts'
import { troubledShop } from '#model/fixtures/shop.ts'
import { parseSnapshotAsk } from '#model/snapshot/ask.ts'
import { makeSnapshots, type Snapshots } from '#server/snapshots/snapshots.ts'
import type { Database } from '#server/store/database.ts'

export const owner = { id: 'bench', name: '', roles: ['snapshot'], namespaces: null } as const

/** A small cluster and a larger one. */
export const twoClusters = (): readonly Cluster[] => [
  troubledShop(),
  crowdCluster({ nodes: 60, services: 100, namespaces: 5, podsEach: 3 }),
]

export interface BenchSnapshots extends Snapshots {
  /** As somebody asks who chooses nothing. */
  make(): ReturnType<Snapshots['create']>
}

export async function benchSnapshots(
  store: Database,
  clusters: readonly Cluster[],
  log: (sentence: string) => void = () => {},
): Promise<BenchSnapshots> {
  let turn = 0
  const snapshots = await makeSnapshots({
    store,
    cluster: () => clusters[turn++ % clusters.length]!,
    moment: async () => null,
    series: async () => null,
    hub: 'bench',
    mostDays: 30,
    template: () => null,
    random: randomBytes,
    timing: { now: Date.now, after: () => () => {} },
    log,
  })
  const asked = parseSnapshotAsk({})
  if (!asked.ok) throw new Error(asked.why)
  return { ...snapshots, make: () => snapshots.create(asked.value, owner) }
}
