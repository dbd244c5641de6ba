/**
 * Which way each captured packet belongs to: from the node that translates, through the ClusterIP, to a real server or
 * back. Before the translation a packet does not say who was chosen, after it not who translated: what stays the same of
 * it tells, once it was seen on both sides.
 */
import type { PacketRow } from '#model/capture/capture.ts'
import type { Cluster } from '#model/cluster.ts'
import type { FlowEnd } from '#model/flow.ts'
import { makeRealServerKey, type NodeName, type RealServerKey } from '#model/ids.ts'
import { endsOf } from '#model/packets/packet.ts'
import { podsByAddress } from '#model/pods.ts'

export interface PacketWay {
  readonly number: number
  readonly node: NodeName
  readonly real: RealServerKey
  readonly isReply: boolean
  /** Microseconds since 1970 by the clock of the node that captured it. */
  readonly atUs: number
  /** The node that captured it. */
  readonly seenOn: NodeName
}

export interface PacketWays {
  /** Ways of packets not given before, and those of earlier ones that only now can be told. */
  take(rows: Iterable<PacketRow>): PacketWay[]
  /** Packets that belong to no way that is known. */
  readonly unplaced: () => number
}

type Names = Pick<Cluster, 'nodes' | 'pods' | 'services'>

export interface Addresses {
  /** Of real servers the captured Service has, with ports. */
  readonly reals: ReadonlySet<RealServerKey>
  readonly nodeOf: (address: string) => NodeName | null
}

/** Whose an address is: of a node itself, or of a Pod on it. */
export function makeNodeOf({ nodes, pods, services }: Names): (address: string) => NodeName | null {
  const known = new Map<string, NodeName>()
  for (const service of services.values())
    for (const { address, node } of service.endpoints) if (node !== null) known.set(address, node)
  for (const [address, pod] of podsByAddress({ pods })) {
    const node = pods.get(pod)?.node
    if (node != null) known.set(address, node)
  }
  for (const { name, addresses, kube } of nodes.values())
    for (const address of [...addresses.map((each) => each.address), ...(kube?.addresses ?? [])])
      known.set(address, name)
  return (address) => known.get(address) ?? null
}

export function makePacketWays({ reals, nodeOf }: Addresses): PacketWays {
  const taken = new Set<number>()
  /** What is known of a packet by what stays the same of it. */
  const known = new Map<string, { node: NodeName | null; real: RealServerKey | null }>()
  let waiting: { readonly row: PacketRow; readonly isReply: boolean; readonly key: string }[] = []
  return {
    take(rows) {
      for (const row of rows) {
        if (taken.has(row.number)) continue
        taken.add(row.number)
        const told = readWay(row, reals, nodeOf)
        const key = told.isReply ? `reply ${constantOf(row)}` : constantOf(row)
        const before = known.get(key)
        known.set(key, { node: told.node ?? before?.node ?? null, real: told.real ?? before?.real ?? null })
        waiting.push({ row, isReply: told.isReply, key })
      }
      const ways: PacketWay[] = []
      waiting = waiting.filter(({ row, isReply, key }) => {
        const { node, real } = known.get(key)!
        if (node === null || real === null) return true
        ways.push({ number: row.number, node, real, isReply, atUs: row.atUs, seenOn: row.node })
        return false
      })
      return ways
    },
    unplaced: () => waiting.length,
  }
}

interface Told {
  readonly node: NodeName | null
  readonly real: RealServerKey | null
  readonly isReply: boolean
}

function readWay(row: PacketRow, reals: ReadonlySet<RealServerKey>, nodeOf: Addresses['nodeOf']): Told {
  const { from, to } = endsOf(row)
  const [fromKey, toKey] = [keyOf(from), keyOf(to)]
  if (reals.has(toKey)) return { node: nodeOf(from.address), real: toKey, isReply: false }
  if (reals.has(fromKey)) return { node: nodeOf(to.address), real: fromKey, isReply: true }
  // Still with the address that was asked: translated where it is seen. The lower port is the Service's.
  return { node: row.node, real: null, isReply: from.port < to.port }
}

const keyOf = ({ address, port }: FlowEnd): RealServerKey => makeRealServerKey(address, port)

/** What translation leaves alone. */
function constantOf({ transport, ip }: PacketRow): string {
  switch (transport.is) {
    case 'tcp': {
      const { syn, ack, fin, rst, psh } = transport.flags
      return `tcp ${transport.sequence} ${transport.acknowledgement} ${transport.payload} ${syn}${ack}${fin}${rst}${psh}`
    }
    case 'udp':
      return `udp ${transport.dns ? `${transport.dns.id} ${transport.dns.isResponse}` : ip.id} ${transport.payload}`
    case 'sctp':
      return `sctp ${transport.tag} ${transport.sequence} ${transport.chunks.join('+')}`
    case 'icmp':
    case 'other':
      return `${transport.is} ${ip.id} ${ip.length}`
  }
}
