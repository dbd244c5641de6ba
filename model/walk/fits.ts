/** Which captured packets belong to a connection, although its addresses change on the way. */
import type { PacketRow } from '../capture/capture.ts'
import { type FlowEnd, isSameEnd } from '../flow.ts'
import { endsOf } from '../packets/packet.ts'
import type { Protocol } from '../topology.ts'
import type { Tuple, Way } from './walk.ts'

/** A connection as far as the kernel's tables told it. */
export interface Followed {
  readonly protocol: Protocol
  readonly client: FlowEnd | null
  readonly virtual: FlowEnd
  readonly real: FlowEnd | null
  readonly source: FlowEnd | null
}

/** A packet of the connection. */
export interface Found {
  readonly row: PacketRow
  readonly way: Way
}

const transports = { TCP: 'tcp', UDP: 'udp', SCTP: 'sctp' } as const

/**
 * Every pair of ends its packets may have: as asked, after the destination is translated, after the source is too. An
 * ICMP error about one of them goes the other way and counts as a packet of that way.
 */
export function makeFits(followed: Followed): (row: PacketRow) => Found | null {
  const { client, virtual, real, source } = followed
  const requests = [pair(client, virtual), pair(client, real), pair(source, real)].filter((each) => each !== null)
  const wayOf = (from: FlowEnd, to: FlowEnd): Way | null => {
    if (requests.some((each) => isSameEnd(each.from, from) && isSameEnd(each.to, to))) return 'request'
    return requests.some((each) => isSameEnd(each.from, to) && isSameEnd(each.to, from)) ? 'reply' : null
  }
  return (row) => {
    const { transport } = row
    if (transport.is === 'icmp') {
      if (transport.about === null) return null
      const about = wayOf(transport.about.source, transport.about.destination)
      return about && { row, way: about === 'request' ? 'reply' : 'request' }
    }
    if (transport.is !== transports[followed.protocol]) return null
    const { from, to } = endsOf(row)
    const way = wayOf(from, to)
    return way && { row, way }
  }
}

const pair = (from: FlowEnd | null, to: FlowEnd | null): Tuple | null => from && to && { from, to }
