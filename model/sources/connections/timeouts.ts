/**
 * How long the kernel keeps an idle connection by its state, to tell from the seconds left how long it has
 * idled. Linux 6.1 ip_vs_proto_tcp.c, _udp.c, _sctp.c; three of them can be set (`ipvsadm --set`).
 */
import type { Protocol } from '../../topology.ts'
import { asciiBytes, hashBytes } from '../bytes.ts'
import type { Timeouts } from '../ipvs/netlink.ts'

/** Those that can be set, as the kernel sets them itself. */
export const usualTimeouts: Timeouts = { tcp: 900, tcpFin: 120, udp: 300 }

const fixed: Readonly<Record<Protocol, Readonly<Record<string, number>>>> = {
  TCP: {
    NONE: 2,
    SYN_SENT: 120,
    SYN_RECV: 60,
    TIME_WAIT: 120,
    CLOSE: 10,
    CLOSE_WAIT: 60,
    LAST_ACK: 30,
    LISTEN: 120,
    SYNACK: 120,
  },
  UDP: {},
  SCTP: { NONE: 2, INIT1: 4, REJECTED: 4, ESTABLISHED: 900, CLOSED: 10 },
}
const sctpOtherwise = 61

/** Of a state no kernel we know has: that of its protocol's usual end. */
export function timeoutOf(protocol: Protocol, state: string, set: Timeouts): number {
  if (protocol === 'UDP') return set.udp
  if (protocol === 'TCP' && state === 'ESTABLISHED') return set.tcp
  if (protocol === 'TCP' && state === 'FIN_WAIT') return set.tcpFin
  return fixed[protocol][state] ?? (protocol === 'SCTP' ? sctpOtherwise : set.tcpFin)
}

/** The same by the bytes of the state, worked out once a state. */
export function makeTimeoutReader(
  set: Timeouts,
  textOf: (bytes: Uint8Array, start: number, end: number) => string,
): (protocol: Protocol, bytes: Uint8Array, start: number, end: number) => number {
  const known = new Map<number, number>()
  return (protocol, bytes, start, end) => {
    const key = hashBytes(bytes, start, end, seeds[protocol])
    const found = known.get(key)
    if (found !== undefined) return found
    const seconds = timeoutOf(protocol, textOf(bytes, start, end), set)
    // States are a handful; a file of nonsense must not make this grow.
    if (known.size < 100) known.set(key, seconds)
    return seconds
  }
}

const seeds: Readonly<Record<Protocol, number>> = {
  TCP: hashBytes(asciiBytes('TCP'), 0, 3),
  UDP: hashBytes(asciiBytes('UDP'), 0, 3),
  SCTP: hashBytes(asciiBytes('SCTP'), 0, 4),
}
