/** Whether a capture's filter wants a packet: what tcpdump's compiled filter says of the same one. */
import type { CaptureFilter } from '#model/capture/question.ts'
import type { FlowEnd } from '#model/flow.ts'
import type { Protocol } from '#model/topology.ts'

export interface Seen {
  readonly protocol: Protocol | 'ICMP'
  readonly from: FlowEnd
  readonly to: FlowEnd
  readonly isInTunnel: boolean
}

export function fits(
  { ends, peers, tunnels, errors }: CaptureFilter,
  { protocol, from, to, isInTunnel }: Seen,
): boolean {
  if (isInTunnel && !tunnels.some(({ is }) => is === 'ipip')) return false
  if (protocol === 'ICMP') return errors
  const isEnd = ({ address, port }: FlowEnd) =>
    ends.some((end) => end.protocol === protocol && end.address === address && (end.port === null || end.port === port))
  const isPeer = ({ address }: FlowEnd) => peers.length === 0 || peers.includes(address)
  return (isEnd(from) && isPeer(to)) || (isEnd(to) && isPeer(from))
}
