/**
 * What a simulated node's kernel tells of its connections: `/proc/net/ip_vs_conn` and, of the same connections,
 * `/proc/net/nf_conntrack`.
 */
import { formatIpv4 } from '#model/address.ts'
import type { Connection, FlowEnd } from '#model/flow.ts'
import type { PersistenceTemplate } from '#model/sources/connections/row.ts'
import { connectionsTitle, writeConnection, writeTemplate } from '#model/sources/connections/write.ts'
import type { ConntrackEntry } from '#model/sources/conntrack/entry.ts'
import { protocolNumbers } from '#model/sources/conntrack/find.ts'
import { writeEntry } from '#model/sources/conntrack/write.ts'
import { ipv6Beside } from '../cluster/addresses.ts'
import { hashText } from '../random.ts'
import type { Entry } from './connections.ts'
import { type Neighbour, type NodeNetwork, tunnelAddressOf } from './network.ts'
import type { SimulatedServer } from './virtual-server.ts'

const seconds = (ms: number): number => Math.max(0, Math.floor(ms / 1000))
/** Of a connection that moves packets. */
const openMs = { TCP: 900_000, UDP: 300_000, SCTP: 900_000 }
const closedAtOnceMs = 10_000

/** Persistence templates included, as in the kernel. */
export function formatConnectionTable(
  entries: readonly Entry[],
  servers: readonly SimulatedServer[],
  nowMs: number,
): string {
  const connections = entries.flatMap((entry) => connectionOf(entry, nowMs) ?? [])
  const templates = servers.flatMap((server) => templatesOf(server, nowMs))
  return connectionsTitle + connections.map(writeConnection).join('') + templates.map(writeTemplate).join('')
}

/** Null for one by firewall mark: whom its packets were for is not simulated. */
function connectionOf({ server, destination, opening, waitMs, closedMs }: Entry, nowMs: number): Connection | null {
  const { match } = server
  if (match.protocol === 'FWM') return null
  const leftMs = closedMs === null ? openMs[match.protocol] - (nowMs % 1_000) : closedMs + waitMs - nowMs
  return {
    protocol: match.protocol,
    client: { address: clientAddress(server, opening.sourceKey), port: opening.sourcePort },
    virtual: { address: match.address, port: match.port },
    real: { address: destination.address, port: destination.port },
    source: null,
    state: stateOf(match.protocol, closedMs !== null, waitMs),
    expiresSeconds: seconds(leftMs),
    packets: null,
    bytes: null,
  }
}

function stateOf(protocol: Connection['protocol'], isClosed: boolean, waitMs: number): string {
  if (protocol === 'UDP') return 'UDP'
  if (!isClosed) return 'ESTABLISHED'
  return waitMs === closedAtOnceMs ? 'CLOSE' : 'TIME_WAIT'
}

/** Clients are known by 32 bits: an IPv4 address, which a Pod's IPv6 one goes with, or the virtual server's own. */
function clientAddress({ match, family, addressKey }: SimulatedServer, key: number): string {
  if (match.protocol !== 'FWM' && key === addressKey) return match.address
  return family === 6 ? ipv6Beside(formatIpv4(key)) : formatIpv4(key)
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
const conntrackMs = { established: 86_400_000, timeWait: 120_000, close: 10_000, udp: 30_000, udpStream: 120_000 }

/** Entries of the connections above that conntrack still remembers: those of UDP it forgets sooner than IPVS. */
export function formatConntrack(
  entries: readonly Entry[],
  network: NodeNetwork,
  others: readonly Neighbour[],
  nowMs: number,
): string {
  const lan = new Set([network, ...others].map(({ address }) => address))
  return entries
    .flatMap((entry) => conntrackOf(entry, network, lan, nowMs) ?? [])
    .map(writeEntry)
    .join('')
}

function conntrackOf(
  entry: Entry,
  network: NodeNetwork,
  lan: ReadonlySet<string>,
  nowMs: number,
): ConntrackEntry | null {
  const connection = connectionOf(entry, nowMs)
  if (connection === null) return null
  const { client, virtual, real, protocol } = connection
  const passed = passedOf(entry, nowMs)
  const isReplied = passed.packets.back > 0
  const isStream = passed.packets.out > 2
  const leftMs = memoryOf(entry, isReplied && isStream) - (nowMs - (entry.closedMs ?? nowMs))
  if (leftMs <= 0) return null
  return {
    protocol: protocolNumbers[protocol],
    expiresSeconds: seconds(leftMs),
    state: protocol === 'UDP' ? null : connection.state,
    original: { from: client, to: virtual, packets: passed.packets.out, bytes: passed.bytes.out },
    reply: {
      from: real,
      to: sourceOf(entry, connection, network, lan),
      packets: passed.packets.back,
      bytes: passed.bytes.back,
    },
    isUnreplied: !isReplied,
    isAssured: protocol === 'UDP' ? isReplied && isStream : true,
    isOffloaded: false,
    mark: 0,
    id: null,
  }
}

function memoryOf({ isUdp, waitMs, closedMs }: Entry, isStream: boolean): number {
  if (isUdp) return isStream ? conntrackMs.udpStream : conntrackMs.udp
  if (closedMs === null) return conntrackMs.established
  return waitMs === closedAtOnceMs ? conntrackMs.close : conntrackMs.timeWait
}

/** What the profile says has passed by now. Of what was there before the demo, of a mean life. */
function passedOf({ opening, profile, closedMs }: Entry, nowMs: number) {
  const end = closedMs ?? nowMs
  const lived = end < opening.nowMs ? profile.meanSeconds : (end - opening.nowMs) / 1_000
  const count = (at: number) =>
    profile.opening[at]! + Math.floor(profile.flow[at]! * lived) + (closedMs === null ? 0 : profile.closing[at]!)
  return { packets: { out: count(1), back: count(2) }, bytes: { out: count(3), back: count(4) } }
}

/**
 * The client as the real server sees it. The node's own requests and those from outside leave with the address
 * of the device they leave by; a Pod that reaches itself, too, with its port. Pods of others keep their address.
 */
function sourceOf(
  { opening }: Entry,
  { client, virtual, real }: Connection,
  network: NodeNetwork,
  lan: ReadonlySet<string>,
): FlowEnd {
  const isOwn = client.address === virtual.address
  const isToItself = client.address === real.address
  if (!isOwn && !isToItself && !opening.isMasqueraded) return client
  const isIpv6 = virtual.address.includes(':')
  const address = isIpv6
    ? (network.ipv6 ?? client.address)
    : ((lan.has(real.address) ? null : tunnelAddressOf(network)) ?? network.address)
  return isToItself ? { address, port: client.port } : { address, port: masqueradePort(client, real) }
}

/** MASQUERADE --random-fully: any free port. */
const masqueradePort = (client: FlowEnd, real: FlowEnd): number =>
  1_024 + (hashText(`${client.address} ${client.port} ${real.address} ${real.port}`) % 64_512)
