import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cause } from '../causes/cause.ts'
import { makeNodeName } from '../ids.ts'
import type { ProbeTry } from '../probe/question.ts'
import type { VirtualServer } from '../topology.ts'
import { expectWay } from './expect.ts'
import { questionOf } from './plan.ts'
import {
  askedOf,
  type Connection,
  caliOf,
  clusterIp,
  type Laid,
  layPackets,
  planOf,
  referenceCluster,
  resolved,
  type Segment,
  smallRequest,
  type Tweaks,
} from './testing.ts'
import type { Stop, WalkResult } from './walk.ts'
import type { ExpectedStop } from './way.ts'

const virtual = { address: clusterIp, port: 80 }
const client = { address: clusterIp, port: 58_654 }
const real = { address: '100.108.11.194', port: 80 }
const source = { address: '100.117.189.64', port: 31_076 }
const cali = caliOf(real.address)
const known: Connection = { client, real, source }

const tried = (outcome: ProbeTry['outcome'], chosen: ProbeTry['chosen'] = real): ProbeTry => ({
  outcome,
  error: null,
  status: outcome === 'answered' ? 200 : null,
  connectMs: 1,
  firstByteMs: 2,
  local: client,
  startedAtMs: 0,
  chosen,
  state: null,
  source,
})

interface Case {
  readonly tweaks?: Tweaks
  readonly segments?: readonly Segment[]
  readonly laid?: Laid
  readonly connection?: Connection
  readonly probe?: ProbeTry | null
}

function walkFromMaster({
  tweaks,
  segments = smallRequest,
  laid,
  connection = known,
  probe = tried('answered'),
}: Case = {}) {
  const cluster = referenceCluster(tweaks)
  const asked = askedOf(cluster, { is: 'node', node: makeNodeName('zmaster0') })
  const plan = planOf(cluster, asked)
  const way = expectWay(questionOf(plan.ground, asked, { ...connection, virtual }))
  return resolved(plan, asked, layPackets(way, segments, laid), connection, probe)
}

const place = (stop: Stop | ExpectedStop | undefined): string =>
  stop === undefined
    ? 'none'
    : stop.place.is === 'device'
      ? `${stop.node} ${stop.place.device} ${stop.place.direction} ${stop.way}`
      : `${stop.node} ${stop.place.is === 'kernel' ? stop.place.work : stop.place.is} ${stop.way}`

function verdictOf(result: WalkResult): string {
  const { verdict, stops } = result
  switch (verdict.is) {
    case 'lost':
      return `lost ${verdict.way}: ${place(stops[verdict.last ?? -1])} -> ${place(stops[verdict.next ?? -1])}`
    case 'refused':
      return `refused by ${verdict.by} on ${verdict.node}`
    default:
      return verdict.is
  }
}
const causesOf = ({ verdict }: WalkResult) => verdict.causes.map(({ id }: Cause) => id)

describe('a walk whose request is answered', () => {
  const result = walkFromMaster()

  it('is through, with every packet seen at every device of its way', () => {
    expect(verdictOf(result)).toBe('through')
    expect(result.differences).toEqual([])
    expect(result.packets.map(({ sightings }) => sightings.length)).toEqual([5, 5, 5, 5, 5, 5, 5])
    expect(new Set(result.stops.map(({ standing }) => standing))).toEqual(new Set(['seen', 'told']))
  })

  it('says that the ClusterIP is no hop: who wrote the addresses, and what was seen at the Pod', () => {
    expect(result.verdict).toMatchObject({
      facts: {
        atPod: { node: 'znode2', device: cali, packets: 7, carryingVirtual: 0 },
        destination: { node: 'zmaster0', hook: 'local-out', from: virtual, to: real, before: 'tunl0' },
        source: { node: 'zmaster0', from: client, to: source },
        isSourceKept: false,
        virtualSeenAt: [],
      },
    })
  })

  it('pairs the stops of both ways at one place', () => {
    const pairs = result.stops.map(({ mirror }) => mirror)
    expect(pairs).not.toContain(null)
    for (const [at, mirror] of pairs.entries()) expect(pairs[mirror!]).toBe(at)
  })
})

describe('clocks that differ', () => {
  it('are put right from packets both nodes saw', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5_000_000, max: 5_000_000 }), (skew) => {
        const result = walkFromMaster({ laid: { skewUs: { znode2: skew } } })
        const offset = result.offsets.find(({ node }) => node === 'znode2')!
        expect(Math.abs(offset.us! - skew)).toBeLessThanOrEqual(offset.withinUs!)
        expect(verdictOf(result)).toBe('through')
        const first = result.packets[0]!.sightings.map(({ stop }) => stop)
        expect(first).toEqual([...first].sort((a, b) => a - b))
      }),
    )
  })
})

describe('a packet that goes no further', () => {
  const full = expectWay(
    questionOf(
      planOf(referenceCluster(), askedOf(referenceCluster(), { is: 'node', node: makeNodeName('zmaster0') })).ground,
      askedOf(referenceCluster(), { is: 'node', node: makeNodeName('zmaster0') }),
      { ...known, virtual },
    ),
  )
  const devices = (way: 'request' | 'reply') => full[way].filter((stop) => stop.place.is === 'device').map(place)

  it.each(
    devices('request')
      .slice(0, -1)
      .map((at, order) => [at, devices('request')[order + 1]!]),
  )('is lost between %s and %s', (last, next) => {
    const result = walkFromMaster({
      laid: { goesOn: (_, stop) => place(stop) !== last },
      probe: tried('timeout'),
    })
    expect(verdictOf(result)).toBe(`lost request: ${last} -> ${next}`)
    const missing = result.stops.filter(({ standing }) => standing === 'missing').map(place)
    expect(missing).toEqual([next])
  })

  it.each(
    devices('reply')
      .slice(0, -1)
      .map((at, order) => [at, devices('reply')[order + 1]!]),
  )('on its way back is lost between %s and %s', (last, next) => {
    const result = walkFromMaster({
      laid: { goesOn: (segment, stop) => segment.way === 'request' || place(stop) !== last },
      probe: tried('timeout'),
    })
    expect(verdictOf(result)).toBe(`lost reply: ${last} -> ${next}`)
  })

  it('chosen and never sent: the kernel is the last to have had it', () => {
    const result = walkFromMaster({ segments: [], connection: { client, real, source: null }, probe: tried('timeout') })
    expect(verdictOf(result)).toBe('lost request: zmaster0 ipvs request -> zmaster0 tunl0 out request')
    expect(causesOf(result)).toContain('dropped-on-node')
  })

  it('and no answer from the Pod: it was last seen at the Pod', () => {
    const result = walkFromMaster({ segments: smallRequest.slice(0, 1), probe: tried('timeout') })
    expect(verdictOf(result)).toBe(`lost reply: znode2 ${cali} out request -> znode2 ${cali} in reply`)
    expect(causesOf(result)).toEqual(['pod-silent'])
  })

  it('without masquerade: the answer goes to the address of the Service on its own node', () => {
    const bare: Connection = { client, real, source: client }
    const result = walkFromMaster({
      tweaks: { settings: { zmaster0: { 'vs.conntrack': '0' } } },
      segments: smallRequest.slice(0, 1),
      laid: { goesOn: (_, stop) => place(stop) !== 'znode2 tunl0 in request' },
      connection: bare,
      probe: tried('timeout'),
    })
    expect(verdictOf(result)).toBe(`lost request: znode2 tunl0 in request -> znode2 ${cali} out request`)
    expect(causesOf(result).slice(0, 2)).toEqual(['ipvs-without-conntrack', 'not-masqueraded'])
    expect(result.differences).toContainEqual({ is: 'source', expected: null, seen: clusterIp })
  })

  it('an answer larger than the next device takes', () => {
    const large = { ...smallRequest[4]!, payload: 1_400 }
    const result = walkFromMaster({
      tweaks: { mtu: { 'znode2 tunl0': 600 } },
      segments: [...smallRequest.slice(0, 4), large],
      laid: { goesOn: (segment, stop) => segment !== large || place(stop) !== `znode2 ${cali} in reply` },
      probe: tried('timeout'),
    })
    expect(verdictOf(result)).toBe(`lost reply: znode2 ${cali} in reply -> znode2 tunl0 out reply`)
    expect(result.verdict.causes).toMatchObject([
      { id: 'answer-too-large', evidence: { mtu: 600, bytes: 1_452, device: 'tunl0' } },
    ])
  })

  it('to a next hop that is no node', () => {
    const routes: Tweaks['routes'] = (node, lines) =>
      node === 'zmaster0' ? lines.map((line) => line.replace('via 192.168.138.53 ', 'via 192.168.138.99 ')) : lines
    const result = walkFromMaster({
      tweaks: { routes },
      segments: smallRequest.slice(0, 1),
      laid: { goesOn: (_, stop) => place(stop) !== 'zmaster0 tunl0 out request' },
      probe: tried('timeout'),
    })
    expect(verdictOf(result)).toBe('lost request: zmaster0 tunl0 out request -> zmaster0 enp4s4 out request')
    expect(result.verdict.causes).toMatchObject([
      { id: 'route-elsewhere', evidence: { via: '192.168.138.99', host: 'znode2', right: '192.168.138.53' } },
    ])
  })

  it('to a router that is no node either, and takes it', () => {
    const routes: Tweaks['routes'] = (node, lines) =>
      node === 'zmaster0' ? lines.map((line) => line.replace('via 192.168.138.53 ', 'via 192.168.138.1 ')) : lines
    const result = walkFromMaster({ tweaks: { routes }, segments: smallRequest.slice(0, 1), probe: tried('timeout') })
    expect(verdictOf(result)).toBe('lost request: zmaster0 enp4s4 out request -> none')
    expect(causesOf(result)).toEqual(['route-elsewhere'])
  })

  it('sent again is the same bytes, and through when the second arrives', () => {
    let sent = 0
    const again = [smallRequest[0]!, ...smallRequest]
    const cluster = referenceCluster()
    const asked = askedOf(cluster, { is: 'node', node: makeNodeName('zmaster0') })
    const plan = planOf(cluster, asked)
    const rows = [
      ...layPackets(full, again.slice(0, 1), { goesOn: (_, stop) => place(stop) !== 'zmaster0 enp4s4 out request' }),
      ...layPackets(full, smallRequest).map((row) => ({
        ...row,
        atUs: row.atUs + 1_000_000,
        number: row.number + 100,
      })),
    ].map((row) => {
      sent += row.transport.is === 'tcp' && row.transport.flags.syn ? 1 : 0
      // The sender's clock has gone on when it sends again.
      return row.transport.is === 'tcp'
        ? { ...row, transport: { ...row.transport, timestamps: { value: Math.floor(row.atUs / 1_000_000), echo: 0 } } }
        : row
    })
    const result = resolved(plan, asked, rows, known, tried('answered'))
    expect(sent).toBeGreaterThan(7)
    expect(verdictOf(result)).toBe('through')
    expect(result.packets.filter(({ isRepeated }) => isRepeated)).toHaveLength(1)
  })
})

describe('policy Local on a node without an endpoint (H20)', () => {
  it('is lost on its way back: the Pod answers past the node that translated', () => {
    const [outside, port] = [
      { address: '192.168.138.1', port: 36_878 },
      { address: '192.168.138.50', port: 30_080 },
    ]
    const cluster = referenceCluster({ externalTrafficPolicy: 'Local' })
    const usual = askedOf(cluster, { is: 'client', address: outside.address }, 'live')
    const asked = { ...usual, target: { ...usual.target, ...port, role: 'node-port' as const } }
    const plan = planOf(cluster, asked)
    const connection: Connection = { client: outside, real, source: outside }
    const way = expectWay(questionOf(plan.ground, asked, { ...connection, virtual: port }))
    const result = resolved(plan, asked, layPackets(way, smallRequest.slice(0, 2)), connection)
    expect(verdictOf(result)).toBe('lost reply: znode2 enp4s4 out reply -> none')
    expect(causesOf(result)).toEqual(['local-without-endpoint'])
    expect(result.differences).toEqual([])
  })
})

describe('a request that is refused', () => {
  it('by the Pod, with a reset', () => {
    const reset: Segment = { way: 'reply', flags: 'R.', sequence: 0, acknowledgement: 1_001, payload: 0 }
    const result = walkFromMaster({ segments: [smallRequest[0]!, reset], probe: tried('refused') })
    expect(verdictOf(result)).toBe('refused by pod on znode2')
    expect(causesOf(result)).toEqual(['pod-refuses'])
  })

  it('by the node, which has no real server', () => {
    const result = walkFromMaster({
      tweaks: { tamper: { zmaster0: (servers) => servers.map((server) => ({ ...server, realServers: [] })) } },
      segments: [],
      connection: { client, real: null, source: null },
      probe: tried('refused', null),
    })
    expect(verdictOf(result)).toBe('refused by node on zmaster0')
    expect(causesOf(result)).toEqual(['no-real-servers'])
  })

  it('by the node, as the Service’s internal policy says', () => {
    const empty = {
      zmaster0: (servers: readonly VirtualServer[]) => servers.map((each) => ({ ...each, realServers: [] })),
    }
    const result = walkFromMaster({
      tweaks: { tamper: empty, internalTrafficPolicy: 'Local' },
      segments: [],
      connection: { client, real: null, source: null },
      probe: tried('refused', null),
    })
    expect(verdictOf(result)).toBe('refused by node on zmaster0')
    expect(causesOf(result)).toEqual(['internal-policy-local'])
  })

  it('by the node, which has no such virtual server', () => {
    const result = walkFromMaster({
      tweaks: { tamper: { zmaster0: () => [] } },
      segments: [],
      connection: { client, real: null, source: null },
      probe: tried('refused', null),
    })
    expect(causesOf(result)).toEqual(['virtual-server-missing'])
  })
})
