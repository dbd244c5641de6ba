/** For tests: a snapshot of a cluster, and the cluster with everything in it there can be. */
import type { Cluster, Node } from '../cluster.ts'
import { accessSchedules, oneTimesOut } from '../fixtures/access.ts'
import { withPackets } from '../fixtures/captures.ts'
import { flowRow, readFeed } from '../fixtures/flows.ts'
import { withWalks } from '../fixtures/walks.ts'
import { makeFlowId } from '../flow.ts'
import { hashFact } from '../sources/hash.ts'
import type { FactValue } from '../sources/index.ts'
import type { Snapshot } from './format.ts'
import { writeSnapshot } from './write.ts'

export const snapshotOf = (cluster: Cluster, more: Partial<Snapshot> = {}): Snapshot => ({
  takenAt: cluster.at,
  hub: '0.1.0',
  address: '/services/default/web?rate=packets',
  isPseudonymous: false,
  cluster,
  series: {
    stepMs: 2_000,
    from: cluster.at - 4_000,
    connections: [1.5, null],
    wrong: [0, null],
    settling: [3, null],
    changes: [1, null],
  },
  ...more,
})

export async function fileOf(snapshot: Snapshot): Promise<Uint8Array> {
  const packed = new Blob([writeSnapshot(snapshot)]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(packed).arrayBuffer())
}

const facts: readonly FactValue[] = [
  { source: 'settings', value: { values: [['ipv4.ip_forward', '1']], withoutTimeouts: null } },
  { source: 'kubeProxy', value: { mode: 'ipvs', version: 'v1.32.13' } },
  {
    source: 'serviceAddresses',
    value: { exists: true, up: false, noArp: true, total: 1, addresses: ['10.104.197.218'] },
  },
  { source: 'routes', value: { by: 'ip', total: 1, lines: ['100.66.209.192/26 via 192.168.140.12 dev tunl0'] } },
  {
    source: 'devices',
    value: {
      total: 1,
      entries: [
        {
          index: 4,
          name: 'tunl0',
          kind: 'ipip',
          mtu: 1480,
          up: true,
          carrier: true,
          noArp: true,
          master: null,
          tunnel: { local: '192.168.140.10', remote: null, id: null, port: null },
        },
      ],
    },
  },
]

/** Something of every collection. */
export function fullCluster(): Cluster {
  const access = accessSchedules(oneTimesOut())
  const walks = withPackets(withWalks())
  const [name] = walks.nodes.keys()
  const row = flowRow({ node: name! })
  const hashed = facts.map((fact) => [hashFact(fact), fact] as const)
  const reports = hashed.map(([hash, { source }]) => [source, { is: 'read', hash }])
  const node: Node = { ...walks.nodes.get(name!)!, facts: Object.fromEntries(reports) }
  return {
    ...walks,
    nodes: new Map([...walks.nodes, [name!, node]]),
    facts: new Map([...walks.facts, ...hashed]),
    accessTests: access.accessTests,
    accessCells: access.accessCells,
    accessSchedules: access.accessSchedules,
    flows: new Map([[makeFlowId(row.node, row), row]]),
    flowFeeds: new Map([[row.node, readFeed()]]),
  }
}

/** Any value as plain JSON, maps as lists of their entries, for people and version control to read. */
export const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, part: unknown) => {
      if (part instanceof Map) return [...part]
      return ArrayBuffer.isView(part) ? [...(part as Float64Array)] : part
    }),
  )
