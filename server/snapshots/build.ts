/** From the state to the bytes that are kept, and what somebody who shares should know of them. */
import { type Cluster, emptyCluster } from '#model/cluster.ts'
import { noProofs } from '#model/proofs.ts'
import type { SnapshotAsk } from '#model/snapshot/ask.ts'
import type { Series } from '#model/snapshot/format.ts'
import { pseudonymise } from '#model/snapshot/pseudonyms/pseudonymise.ts'
import { snapshotPieces } from '#model/snapshot/write.ts'
import { packPieces } from './pack.ts'
import { inSlices } from './slices.ts'

export interface Building {
  /** As the one who asks may see it. */
  readonly cluster: Cluster
  readonly series: Series | null
  readonly hub: string
  /** 32 random bytes: which stand-in is whose cannot be told without. */
  readonly key: Uint8Array
}

export interface Built {
  readonly file: Uint8Array
  readonly cluster: Cluster
  readonly address: string
  /** Of the state, milliseconds. */
  readonly takenAt: number
}

/** Null when it would be larger than a snapshot may be. Others are served in between. */
export async function buildSnapshot(ask: SnapshotAsk, { cluster, series, hub, key }: Building): Promise<Built | null> {
  const parts = without(cluster, ask)
  const { cluster: shown, rename } = ask.pseudonyms
    ? await inSlices(pseudonymise(parts, key))
    : { cluster: parts, rename: (address: string) => address }
  const address = rename(ask.address)
  const file = await packPieces(
    snapshotPieces({ takenAt: cluster.at, hub, address, isPseudonymous: ask.pseudonyms, cluster: shown, series }),
  )
  return file && { file, cluster: shown, address, takenAt: cluster.at }
}

function without(cluster: Cluster, { parts }: SnapshotAsk): Cluster {
  const { flows, flowFeeds } = emptyCluster
  return {
    ...cluster,
    ...(parts.includes('flows') ? {} : { flows, flowFeeds }),
    ...(parts.includes('proofs') ? {} : noProofs),
  }
}

export interface SnapshotPreview {
  /** Of the file, exactly, if it were made now. */
  readonly bytes: number
  /** How many of each thing would be in it. */
  readonly counts: Readonly<Record<string, number>>
  /** Names and addresses as they would be read, a few of each. */
  readonly samples: Readonly<Record<string, readonly string[]>>
}

const mostSamples = 5

export function previewOf({ file, cluster }: Built): SnapshotPreview {
  const few = (all: Iterable<string>): string[] => [...new Set(all)].filter((text) => text !== '').slice(0, mostSamples)
  const { nodes, services, pods, tables, virtualServers, flows, accessTests, captures, packets, walks } = cluster
  const maps = { nodes, services, pods, tables, virtualServers, flows, accessTests, captures, packets, walks }
  const addresses = [...services.values()].flatMap(({ clusterIps }) => clusterIps)
  return {
    bytes: file.length,
    counts: Object.fromEntries(Object.entries(maps).map(([name, { size }]) => [name, size])),
    samples: {
      nodes: few(nodes.keys()),
      services: few(services.keys()),
      pods: few(pods.keys()),
      addresses: few(addresses),
    },
  }
}
