/** Which connection a walk is about: by the probe's own word, or as the first of the source's that is captured. */
import { familyOf } from '#model/address.ts'
import type { PacketRow } from '#model/capture/capture.ts'
import type { FlowEnd } from '#model/flow.ts'
import type { NodeName } from '#model/ids.ts'
import { endsOf } from '#model/packets/packet.ts'
import type { ProbeTry } from '#model/probe/question.ts'
import type { Target } from '#model/service-port.ts'
import type { WalkEvidence } from '#model/walk/resolve.ts'
import type { WalksOptions } from './parts.ts'

export type KnownConnection = WalkEvidence['connection']
export const unknownConnection: KnownConnection = { client: null, real: null, source: null }

/** A node's own request has the Service's address as source until it is translated, when the node answers for that address itself. */
export function connectionOfProbe(tried: ProbeTry, target: Target, isLocal: boolean): KnownConnection {
  const { local, chosen, source } = tried
  if (local === null) return { client: null, real: chosen, source }
  const isUnbound = local.address === '' || local.address === '0.0.0.0' || local.address === '::'
  const address = isUnbound && isLocal ? target.address : local.address
  return { client: { address, port: local.port }, real: chosen, source }
}

/** The first request of the source that began after the captures did: a SYN, or of UDP any packet. */
export function firstRequest(rows: readonly PacketRow[], source: string, target: Target): FlowEnd | null {
  const found = rows.find(({ transport, ip }) => {
    if (ip.source !== source || ip.destination !== target.address || familyOf(ip.source) !== familyOf(source))
      return false
    if (transport.is === 'tcp')
      return transport.flags.syn && !transport.flags.ack && transport.destinationPort === target.port
    return transport.is === 'udp' && transport.destinationPort === target.port
  })
  return found === undefined ? null : endsOf(found).from
}

/** What the node that translates says of a client's connection; unknown where it has none. */
export async function askConnection(
  connections: WalksOptions['connections'],
  node: NodeName,
  client: FlowEnd,
  { protocol, address, port }: Target,
): Promise<KnownConnection> {
  const answer = await connections(node, {
    virtual: [{ protocol, address, port }],
    client: client.address,
    limit: 500,
    templates: false,
    counts: false,
  })
  const rows = answer.ok && answer.value.is === 'read' ? answer.value.connections : []
  const row = rows.find((each) => each.client.port === client.port)
  return row === undefined ? { ...unknownConnection, client } : { client, real: row.real, source: row.source }
}
