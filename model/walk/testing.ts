/** The reference case as the hub knows it, and packets laid along a way: what tests of walks are made of. */
import type { PacketRow } from '../capture/capture.ts'
import type { Address, Cluster, Node } from '../cluster.ts'
import { buildCluster } from '../fixtures/build.ts'
import { type FactHash, makeFactHash, makeNodeName, type NodeName } from '../ids.ts'
import type { IpHeader, Tcp } from '../packets/packet.ts'
import { findServicePort, usualTarget } from '../service-port.ts'
import type { FactValue } from '../sources/index.ts'
import type { VirtualServer } from '../topology.ts'
import { planWalk, type WalkPlan } from './plan.ts'
import { resolveWalk } from './resolve.ts'
import type { WalkAsked, WalkResult, WalkSource } from './walk.ts'
import type { ExpectedStop, ExpectedWay } from './way.ts'

interface Machine {
  readonly name: string
  readonly lan: string
  readonly tunnel: string
  readonly block: string
  /** Addresses of Pods here. */
  readonly pods: readonly string[]
}

const machines: readonly Machine[] = [
  { name: 'zmaster0', lan: '192.168.138.50', tunnel: '100.117.189.64', block: '100.117.189.64/26', pods: [] },
  {
    name: 'znode1',
    lan: '192.168.138.52',
    tunnel: '100.66.209.192',
    block: '100.66.209.192/26',
    pods: ['100.66.209.194'],
  },
  {
    name: 'znode2',
    lan: '192.168.138.53',
    tunnel: '100.108.11.192',
    block: '100.108.11.192/26',
    pods: ['100.108.11.194', '100.108.11.195'],
  },
]

export const webPort = 'default/web:80/TCP'
export const clusterIp = '10.104.197.218'
export const caliOf = (address: string): string => `cali${address.split('.').slice(2).join('x')}`

export interface Tweaks {
  readonly routes?: (node: string, lines: readonly string[]) => readonly string[]
  /** Instead of the usual three; not known when not said. */
  readonly rules?: (node: string) => readonly string[]
  readonly settings?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** What the node's kernel has instead of what it should have. */
  readonly tamper?: Readonly<Record<string, (servers: readonly VirtualServer[]) => readonly VirtualServer[]>>
  /** Of the Service; Cluster when not said. */
  readonly externalTrafficPolicy?: 'Local'
  readonly internalTrafficPolicy?: 'Local'
  /** Device and its largest packet. */
  readonly mtu?: Readonly<Record<string, number>>
}

const pods = machines.flatMap(({ name, pods: own }) =>
  own.map((address, at) => ({ name: `web-${name}-${at}`, node: name, address })),
)

export function referenceCluster(tweaks: Tweaks = {}): Cluster {
  const cluster = buildCluster({
    name: 'reference',
    nodes: machines.map(({ name, lan }) => ({
      name,
      address: lan,
      ...(tweaks.tamper?.[name] ? { tamper: tweaks.tamper[name] } : {}),
    })),
    services: [
      {
        namespace: 'default',
        name: 'web',
        type: 'NodePort',
        externalTrafficPolicy: tweaks.externalTrafficPolicy ?? 'Cluster',
        internalTrafficPolicy: tweaks.internalTrafficPolicy ?? 'Cluster',
        clusterIps: [clusterIp],
        ports: [{ port: 80, nodePort: 30080 }],
        pods,
      },
    ],
  })
  const facts = new Map<FactHash, FactValue>()
  const nodes = new Map<NodeName, Node>()
  for (const machine of machines) {
    const told = factsOf(machine, tweaks)
    const node = cluster.nodes.get(makeNodeName(machine.name))!
    const reports = told.map((fact) => {
      const hash = makeFactHash(`${machine.name} ${fact.source}`)
      facts.set(hash, fact)
      return [fact.source, { is: 'read', hash }] as const
    })
    nodes.set(node.name, { ...node, addresses: addressesOf(machine), facts: Object.fromEntries(reports) })
  }
  return { ...cluster, nodes, facts }
}

const addressesOf = ({ lan, tunnel }: Machine): readonly Address[] => [
  { device: 'lo', address: '127.0.0.1', prefix: 8 },
  { device: 'enp4s4', address: lan, prefix: 24 },
  { device: 'tunl0', address: tunnel, prefix: 32 },
]

function factsOf(machine: Machine, { routes, rules, settings, mtu = {} }: Tweaks): FactValue[] {
  const { name, block, pods: own } = machine
  const device = (index: number, device: string, kind: string, usual: number) => ({
    index,
    name: device,
    kind,
    mtu: mtu[`${name} ${device}`] ?? usual,
    up: true,
    carrier: true,
    noArp: false,
    master: null,
    tunnel: kind === 'ipip' ? { local: null, remote: null, id: null, port: null } : null,
  })
  const entries = [
    device(1, 'lo', 'loopback', 65_536),
    device(2, 'enp4s4', 'ether', 1_500),
    device(3, 'tunl0', 'ipip', 1_480),
    ...own.map((address, at) => device(10 + at, caliOf(address), 'veth', 1_480)),
  ]
  const others = machines.filter((other) => other !== machine)
  const usual = [
    '0.0.0.0/0 via 192.168.138.1 dev enp4s4',
    '192.168.138.0/24 dev enp4s4 proto kernel scope link',
    `blackhole ${block} proto bird`,
    ...others.map((other) => `${other.block} via ${other.lan} dev tunl0 proto bird onlink`),
    ...own.map((address) => `${address}/32 dev ${caliOf(address)} scope link`),
  ]
  const lines = [...(routes?.(name, usual) ?? usual)]
  const values = { 'vs.conntrack': '1', 'ipv4.ip_forward': '1', ...settings?.[name] }
  const ipv4 = rules?.(name)
  return [
    { source: 'devices', value: { total: entries.length, entries } },
    { source: 'routes', value: { by: 'ip', total: lines.length, lines } },
    ...(ipv4 === undefined
      ? []
      : [
          {
            source: 'rules' as const,
            value: { ipv4: { total: ipv4.length, lines: [...ipv4] }, ipv6: { total: 0, lines: [] } },
          },
        ]),
    { source: 'serviceAddresses', value: { exists: true, up: false, noArp: true, total: 1, addresses: [clusterIp] } },
    { source: 'settings', value: { values: Object.entries(values), withoutTimeouts: null } },
  ]
}

export function askedOf(cluster: Cluster, source: WalkSource, how: WalkAsked['how'] = 'probe'): WalkAsked {
  const named = findServicePort(cluster, webPort)!
  const target = usualTarget(named, cluster)!
  return { source, port: named.id, target, how, method: { is: 'tcp' }, seconds: 10 }
}

export function planOf(cluster: Cluster, asked: WalkAsked): WalkPlan {
  const planned = planWalk(cluster, findServicePort(cluster, asked.port)!, asked)
  if (!planned.ok) throw new Error(planned.why)
  return planned.plan
}

/** A packet of the connection by what stays the same of it. */
export interface Segment {
  readonly way: 'request' | 'reply'
  readonly flags: string
  readonly sequence: number
  readonly acknowledgement: number
  readonly payload: number
}

const segment = (
  way: Segment['way'],
  flags: string,
  sequence: number,
  acknowledgement: number,
  payload = 0,
): Segment => ({
  way,
  flags,
  sequence,
  acknowledgement,
  payload,
})

/** A request and its answer, as curl and nginx exchange them. */
export const smallRequest: readonly Segment[] = [
  segment('request', 'S', 1_000, 0),
  segment('reply', 'S.', 9_000, 1_001),
  segment('request', '.', 1_001, 9_001),
  segment('request', 'P.', 1_001, 9_001, 80),
  segment('reply', 'P.', 9_001, 1_081, 230),
  segment('request', 'F.', 1_081, 9_231),
  segment('reply', 'F.', 9_231, 1_082),
]

export interface Laid {
  /** How far each node's clock is ahead, microseconds. */
  readonly skewUs?: Readonly<Record<string, number>>
  /** Whether a segment goes on from a stop at a device; it is still seen there. */
  readonly goesOn?: (segment: Segment, stop: ExpectedStop) => boolean
}

/** The segments at every device of the way, one after the other, until one of a way's goes no further. */
export function layPackets(
  way: ExpectedWay,
  segments: readonly Segment[],
  { skewUs = {}, goesOn = () => true }: Laid = {},
): PacketRow[] {
  const rows: PacketRow[] = []
  let now = 1_700_000_000_000_000
  for (const each of segments) {
    for (const stop of way[each.way]) {
      if (stop.place.is === 'device') {
        now += 50
        rows.push(rowOf(each, stop, now + (skewUs[stop.node ?? ''] ?? 0), rows.length + 1))
      }
      // Without an answer the rest of a conversation is never said.
      if (!goesOn(each, stop)) return rows
    }
    now += 100
  }
  return rows
}

function rowOf(
  { flags, sequence, acknowledgement, payload }: Segment,
  stop: ExpectedStop,
  atUs: number,
  number: number,
): PacketRow {
  const { from, to } = stop.tuple!
  const header = (source: string, destination: string, protocol: number, length: number): IpHeader => ({
    version: 4,
    source,
    destination,
    protocol,
    id: 0,
    ttl: 63,
    length,
    fragment: null,
    mayNotFragment: true,
  })
  const transport: Tcp = {
    is: 'tcp',
    sourcePort: from.port,
    destinationPort: to.port,
    sequence,
    acknowledgement,
    flags: {
      syn: flags.includes('S'),
      ack: flags.includes('.'),
      fin: flags.includes('F'),
      rst: flags.includes('R'),
      psh: flags.includes('P'),
      urg: false,
    },
    window: 64_240,
    payload,
    timestamps: null,
    mss: null,
  }
  const place = stop.place.is === 'device' ? stop.place : null
  return {
    atUs,
    length: 52 + payload,
    captured: 52,
    deviceIndex: 1,
    direction: place?.direction ?? null,
    outer:
      stop.outer === null
        ? null
        : { ip: header(stop.outer.from, stop.outer.to, 4, 72 + payload), tunnel: { is: 'ipip' } },
    ip: header(from.address, to.address, 6, 52 + payload),
    transport,
    headerBytes: 52,
    capture: 'c0',
    number,
    node: stop.node!,
    device: place?.device ?? null,
  }
}

export type Connection = Parameters<typeof resolveWalk>[0]['connection']

/** The verdict on some packets, every node of the plan captured on. */
export function resolved(
  plan: WalkPlan,
  asked: WalkAsked,
  rows: readonly PacketRow[],
  connection: Connection,
  probe: Parameters<typeof resolveWalk>[0]['probe'] = null,
): WalkResult {
  const captures = [...plan.captures.keys()].map((node) => ({
    node,
    captured: rows.length,
    dropped: 0,
    why: 'asked' as const,
    refused: null,
    isLeftOut: false,
  }))
  return resolveWalk({ walk: 'w0', capture: 'c0', asked, plan, rows, captures, connection, probe })
}
