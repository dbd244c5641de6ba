import { emptyCluster } from '#model/cluster.ts'
import { apply } from '#model/diff.ts'
import { inflate } from './inflate.ts'
import { failed, type Outcome } from './outcome.ts'

export async function readSnapshot(bytes: Uint8Array): Promise<Outcome> {
  const raw = await inflate(bytes, 512 << 20)
  if (raw === null) return failed('damaged')
  const json = JSON.parse(new TextDecoder().decode(raw))
  return {
    is: 'open',
    snapshot: {
      takenAt: json.takenAt,
      hub: json.hub,
      address: json.address,
      isPseudonymous: json.pseudonyms,
      series: json.series,
      cluster: apply(emptyCluster, json.cluster),
    },
  }
}
