/** What the page says of a capture: its packets, newest first, whose addresses they carry, and what is not here. */
import type { Words } from '#components/words/words.ts'
import type { Capture, PacketRow } from '#model/capture/capture.ts'
import type { Cluster } from '#model/cluster.ts'
import type { FlowEnd } from '#model/flow.ts'
import { makeFlowNames, type Owner } from '#model/flow-names.ts'
import type { ServiceId } from '#model/ids.ts'
import { formatTransport } from '#model/packets/line.ts'
import { endsOf } from '#model/packets/packet.ts'
import { findServicePort } from '#model/service-port.ts'
import type { Tie } from '#model/tie.ts'
import type { Protocol } from '#model/topology.ts'

/** Whose an end of a packet is. */
export type EndOwner = Owner | { readonly is: 'service'; readonly service: ServiceId }

export interface PacketLine {
  readonly row: PacketRow
  readonly from: FlowEnd
  readonly to: FlowEnd
  readonly fromOwner: EndOwner
  readonly toOwner: EndOwner
  /** As tcpdump words it, without the addresses. */
  readonly words: string
}

/** `names` has Services, Pods and nodes; a capture's own projection has not. */
export function makePacketLines(
  packets: Iterable<PacketRow>,
  capture: Pick<Capture, 'port'>,
  names: Pick<Cluster, 'services' | 'nodes' | 'pods'>,
): PacketLine[] {
  const flowNames = makeFlowNames(names)
  const named = findServicePort(names, capture.port)
  const pods = new Map(
    (named?.service.endpoints ?? []).flatMap(({ address, pod }) => (pod === null ? [] : [[address, pod] as const])),
  )
  const protocol: Protocol = named?.port.protocol ?? 'TCP'
  const ownerOf = (row: PacketRow, end: FlowEnd): EndOwner => {
    const tie: Tie | null = flowNames.service({ node: row.node, protocol, virtual: end })
    if (tie !== null) return { is: 'service', service: tie.service }
    const pod = pods.get(end.address)
    return pod === undefined ? flowNames.owner(end.address) : { is: 'pod', pod }
  }
  return [...packets]
    .map((row): PacketLine => {
      const { from, to } = endsOf(row)
      const words = formatTransport(row.ip, row.transport)
      return { row, from, to, fromOwner: ownerOf(row, from), toOwner: ownerOf(row, to), words }
    })
    .sort((a, b) => b.row.atUs - a.row.atUs || b.row.number - a.row.number)
}

/** Clock time to the millisecond, where the reader is: `14:03:07.123`. */
export function formatPacketTime(atUs: number): string {
  const at = new Date(atUs / 1_000)
  const two = (value: number, length = 2) => String(value).padStart(length, '0')
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${two(at.getMilliseconds(), 3)}`
}

/** Seconds until it ends by itself; null once it has. */
export const secondsLeft = ({ startedAt, endedAt, seconds }: Capture, now: number): number | null =>
  endedAt === null ? Math.max(0, Math.ceil(seconds - (now - startedAt) / 1_000)) : null

/** A sentence for everything that is not on the page. */
export function sayLeftOut(capture: Capture, shown: number, { packets: say }: Pick<Words, 'packets'>): string[] {
  const nodes = capture.nodes.flatMap(({ node, feed }): string[] => {
    if (feed.is === 'refused') return [say.refused(node, feed.why)]
    if (feed.is !== 'ended') return []
    return [
      ...(feed.why === 'failed'
        ? [feed.sentence === null ? say.failedUnsaid(node) : say.failed(node, feed.sentence)]
        : []),
      ...(feed.why === 'packets' || feed.why === 'bytes' ? [say.full(node)] : []),
      ...(feed.dropped === null || feed.dropped === 0 ? [] : [say.dropped(node, feed.dropped)]),
    ]
  })
  return capture.packets > shown ? [...nodes, say.shown(shown, capture.packets)] : nodes
}
