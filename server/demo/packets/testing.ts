/** Two nodes with Pods between which connections are laid, for tests: the lab that the tables of packet paths come from. */
import { makeVirtualServerKey } from '#model/ids.ts'
import { foldAddress } from '#model/schedulers/hashes.ts'
import type { RealServer } from '#model/topology.ts'
import { makeHandClock } from '../clock.ts'
import { makeSimulatedKernel } from '../kernel/kernel.ts'
import type { LocalPod } from '../kernel/network.ts'
import { makeLink } from './link.ts'
import type { Script } from './script.ts'
import type { Sighting } from './segment.ts'
import { makeTalk, type Spoken } from './talk.ts'
import type { Ground, Terrain } from './terrain.ts'

export const clusterIp = '10.96.0.100'
export const outsider = '172.18.0.9'

const pod = (name: string, address: string, ipv6: string | null = null): LocalPod => ({
  namespace: 'default',
  name,
  address,
  ipv6,
})
const places = {
  A: {
    address: '172.18.0.2',
    podBlock: '10.244.1.0/24',
    ipv6: 'fd00:18::2',
    pods: [pod('a1', '10.244.1.10', 'fd00:244:af4::10a'), pod('a2', '10.244.1.11')],
  },
  B: {
    address: '172.18.0.3',
    podBlock: '10.244.2.0/24',
    ipv6: 'fd00:18::3',
    pods: [pod('b1', '10.244.2.10', 'fd00:244:af4::20a')],
  },
} as const

export interface Lab {
  readonly terrain: Terrain
  readonly A: Ground
  readonly B: Ground
  /** One connection from a client, through A's table, to the only real server given. */
  talk(ask: Ask, script: Script): Spoken
}

export interface Ask {
  readonly protocol?: 'TCP' | 'UDP'
  readonly client: string
  readonly virtual?: string
  readonly port?: number
  readonly real: string
  readonly isMasqueraded?: boolean
}

export function makeLab(): Lab {
  const clock = makeHandClock(0)
  const ground = (name: 'A' | 'B', other: 'A' | 'B'): Ground => {
    const { pods, ...at } = places[name]
    const network = { ...at, device: 'eth0', lanPrefix: 24, gateway: '172.18.0.1' }
    const simulated = makeSimulatedKernel({
      name,
      seed: '1',
      clock,
      catchUp: () => {},
      release: '6.1.0-28-amd64',
      hz: 250,
      uptimeSeconds: 1_000,
      skewMs: 0,
      network,
      others: [places[other]],
      hasIpvs: true,
      withoutNetlink: null,
      settings: {},
      hasPrograms: true,
      distort: (text) => text,
    })
    simulated.setPods(pods)
    simulated.startTraffic([])
    return { name, zone: '', network, simulated }
  }
  const [A, B] = [ground('A', 'B'), ground('B', 'A')]
  const terrain: Terrain = {
    nodes: new Map([A, B].map((each) => [each.name, each])),
    gateway: '172.18.0.1',
    listens: () => true,
  }
  let sourcePort = 41_000
  return {
    terrain,
    A,
    B,
    talk({ protocol = 'TCP', client, virtual = clusterIp, port = 80, real, isMasqueraded = false }, script) {
      const key = makeVirtualServerKey(protocol, virtual, port)
      const row: RealServer = { address: real, port: 8080, forward: 'Masq', weight: 1 }
      // A node port is at its own node alone.
      for (const { simulated } of port === 80 ? [A, B] : [A]) {
        simulated.table.removeServer(key)
        simulated.table.addServer({
          match: { protocol, address: virtual, port },
          scheduler: 'rr',
          schedulerFlags: [],
          onePacket: false,
          persistence: null,
          realServers: [row],
        })
      }
      const server = A.simulated.table.find(key)!
      const opening = {
        sourceKey: foldAddress(client),
        sourcePort: sourcePort++,
        destinationKey: server.addressKey,
        nowMs: 0,
        isMasqueraded,
      }
      const given = { server, destination: server.destinations[0]!, opening }
      const ends = A.simulated.endsOf(given)!
      return makeTalk(terrain, makeLink(terrain, A, ends), '1').speak(script, 0, 3_000)
    },
  }
}

/** `A eth0 out 10.244.1.0 > 10.244.2.10:8080 63 in 172.18.0.2 > 172.18.0.3`: ports of clients left out. */
export function lineOf({ crossing }: Sighting): string {
  const { node, device, direction, from, to, hops, outer } = crossing
  const end = ({ address, port }: typeof from) => (port < 10_000 || port === 30_080 ? `${address}:${port}` : address)
  const inside = outer === null ? '' : ` in ${outer.from} > ${outer.to}`
  const name = device.kind === 'veth' ? 'cali' : device.name
  return `${node} ${name} ${direction} ${end(from)} > ${end(to)} ${64 - hops}${inside}`
}
