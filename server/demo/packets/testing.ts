/** Two nodes with Pods between which connections are laid, for tests: the lab that the tables of packet paths come from. */
import type { CaptureQuestion } from '#model/capture/question.ts'
import { makeVirtualServerKey } from '#model/ids.ts'
import { decodePacket } from '#model/packets/decode.ts'
import { linkTypes } from '#model/packets/link.ts'
import type { Packet } from '#model/packets/packet.ts'
import { foldAddress } from '#model/schedulers/hashes.ts'
import type { RealServer } from '#model/topology.ts'
import { makeHandClock } from '../clock.ts'
import { makeWorld, type World } from '../cluster/world.ts'
import { makeSimulatedKernel } from '../kernel/kernel.ts'
import type { LocalPod } from '../kernel/network.ts'
import { makeStore } from '../kube-api/store.ts'
import { makeRandom } from '../random.ts'
import { scenarios } from '../scenarios/index.ts'
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

/** A scenario's world on a clock that is set by hand. */
export function makeDemoWorld(scenario: string) {
  const clock = makeHandClock(Date.UTC(2026, 10, 23))
  const uids = makeRandom('1', 'uids')
  const store = makeStore({ now: clock.wallMs, makeUid: () => uids.hex(32), historyLength: 10_000 })
  const world = makeWorld({ scenario: scenarios[scenario]!('1'), seed: '1', clock, store })
  return {
    world,
    clock,
    /** In small steps, as the demo does; whoever waits for something is served in between. */
    async forward(ms: number, stepMs = 50) {
      for (let passed = 0; passed < ms; passed += stepMs) {
        clock.forward(stepMs)
        world.advance(clock.nowMs())
        await new Promise(setImmediate)
      }
    },
  }
}

const everyReal: CaptureQuestion = {
  filter: {
    ends: ['10.104.197.218', '100.66.209.194', '100.74.135.1', '100.108.11.194'].map((address) => ({
      protocol: 'TCP',
      address,
      port: 80,
    })),
    peers: [],
    tunnels: [{ is: 'ipip' }],
    errors: true,
  },
  devices: [],
  seconds: 60,
  packets: 10_000,
  bytes: 1 << 20,
}

/** Packets of the Service `web` of the reference case as they are captured, by node. */
export function captureAll(world: World, question: CaptureQuestion = everyReal): Map<string, Packet[]> {
  const captured = new Map<string, Packet[]>()
  for (const [name, { simulated }] of world.nodes) {
    simulated.kernel.capture(question, {
      started() {},
      records(records) {
        const packets = records.map((record) => decodePacket(record, linkTypes.cooked2)!)
        captured.set(name, [...(captured.get(name) ?? []), ...packets])
      },
      ended() {},
    })
  }
  return captured
}
