/**
 * What a simulated node's kernel tells of its connections: `/proc/net/ip_vs_conn` and, of the same connections,
 * `/proc/net/nf_conntrack`.
 */
import type { Connection } from '#model/flow.ts'
import type { PersistenceTemplate } from '#model/sources/connections/row.ts'
import { connectionsTitle, writeConnection, writeTemplate } from '#model/sources/connections/write.ts'
import type { ConntrackEntry } from '#model/sources/conntrack/entry.ts'
import { protocolNumbers } from '#model/sources/conntrack/find.ts'
import { writeEntry } from '#model/sources/conntrack/write.ts'
import type { Entry } from './connections.ts'
import { clientAddress, type EndsOf } from './ends.ts'
import type { SimulatedServer } from './virtual-server.ts'

const seconds = (ms: number): number => Math.max(0, Math.floor(ms / 1000))
/** Of a connection that moves packets. */
const openMs = { TCP: 900_000, UDP: 300_000, SCTP: 900_000 }

/** Persistence templates included, as in the kernel. */
export function formatConnectionTable(
  entries: readonly Entry[],
  endsOf: EndsOf,
  servers: readonly SimulatedServer[],
  nowMs: number,
): string {
  const connections = entries.flatMap((entry) => connectionOf(entry, endsOf, nowMs) ?? [])
  const templates = servers.flatMap((server) => templatesOf(server, nowMs))
  return connectionsTitle + connections.map(writeConnection).join('') + templates.map(writeTemplate).join('')
}

/** Null for one by firewall mark. */
function connectionOf(entry: Entry, endsOf: EndsOf, nowMs: number): Connection | null {
  const ends = endsOf(entry)
  if (ends === null) return null
  const { waitMs, closedMs } = entry
  const leftMs = closedMs === null ? openMsOf(entry, ends.protocol) - (nowMs % 1_000) : closedMs + waitMs - nowMs
  return {
    ...ends,
    state: stateOf(entry, ends.protocol),
    expiresSeconds: seconds(leftMs),
    packets: null,
    bytes: null,
  }
}

const openMsOf = ({ ending, waitMs }: Entry, protocol: Connection['protocol']): number =>
  ending === 'unanswered' ? waitMs : openMs[protocol]

const lastStates = { farewell: 'TIME_WAIT', reset: 'CLOSE', unanswered: 'SYN_RECV', 'given-up': 'CLOSE_WAIT' } as const

function stateOf({ ending, closedMs }: Entry, protocol: Connection['protocol']): string {
  if (protocol === 'UDP') return 'UDP'
  return closedMs === null && ending !== 'unanswered' ? 'ESTABLISHED' : lastStates[ending]
}

function templatesOf(server: SimulatedServer, nowMs: number): PersistenceTemplate[] {
  return [...server.templates].flatMap(([client, { destination, expiresMs, connections }]) => {
    if (expiresMs <= nowMs && connections === 0) return []
    return [
      {
        match: server.match,
        client: clientAddress(server, client),
        real: { address: destination.address, port: destination.port },
        state: 'ASSURED',
        expiresSeconds: seconds(expiresMs - nowMs),
        isInvalidated: false,
        engine: null,
      },
    ]
  })
}

/** kube-proxy's setting for established connections; the others are the kernel's. */
const conntrackMs = {
  established: 86_400_000,
  timeWait: 120_000,
  close: 10_000,
  unanswered: 120_000,
  udp: 30_000,
  udpStream: 120_000,
}

/**
 * Entries of the connections above that conntrack still remembers: those of UDP it forgets sooner than IPVS. Of one whose
 * packets never left it has none: an entry is in its table from POSTROUTING on (nf_conntrack_confirm).
 */
export const formatConntrack = (entries: readonly Entry[], endsOf: EndsOf, nowMs: number): string =>
  entries
    .flatMap((entry) => conntrackOf(entry, endsOf, nowMs) ?? [])
    .map(writeEntry)
    .join('')

function conntrackOf(entry: Entry, endsOf: EndsOf, nowMs: number): ConntrackEntry | null {
  const connection = connectionOf(entry, endsOf, nowMs)
  if (connection === null || !entry.isConfirmed) return null
  const { client, virtual, real, source, protocol } = connection
  const passed = passedOf(entry, nowMs)
  const isReplied = passed.packets.back > 0
  const isStream = passed.packets.out > 2
  const leftMs = memoryOf(entry, isReplied && isStream) - (nowMs - (entry.closedMs ?? nowMs))
  if (leftMs <= 0) return null
  return {
    protocol: protocolNumbers[protocol],
    expiresSeconds: seconds(leftMs),
    state: protocol === 'UDP' ? null : isReplied ? connection.state : 'SYN_SENT',
    original: { from: client, to: virtual, packets: passed.packets.out, bytes: passed.bytes.out },
    reply: {
      from: real,
      to: source ?? client,
      packets: passed.packets.back,
      bytes: passed.bytes.back,
    },
    isUnreplied: !isReplied,
    isAssured: isReplied && (protocol !== 'UDP' || isStream),
    isOffloaded: false,
    mark: 0,
    id: null,
  }
}

function memoryOf({ isUdp, ending, closedMs }: Entry, isStream: boolean): number {
  if (isUdp) return isStream ? conntrackMs.udpStream : conntrackMs.udp
  if (ending === 'unanswered') return conntrackMs.unanswered
  if (closedMs === null) return conntrackMs.established
  return ending === 'reset' ? conntrackMs.close : conntrackMs.timeWait
}

/** What the profile says has passed by now. Of what was there before the demo, of a mean life. */
function passedOf({ opening, profile, closedMs }: Entry, nowMs: number) {
  const end = closedMs ?? nowMs
  const lived = end < opening.nowMs ? profile.meanSeconds : (end - opening.nowMs) / 1_000
  const count = (at: number) =>
    profile.opening[at]! + Math.floor(profile.flow[at]! * lived) + (closedMs === null ? 0 : profile.closing[at]!)
  return { packets: { out: count(1), back: count(2) }, bytes: { out: count(3), back: count(4) } }
}
