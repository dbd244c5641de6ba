/** Where packets pass, with which addresses and TTLs: as captured on real kernels, path by path. */
import { describe, expect, test } from 'vitest'
import { noDamage } from '../kernel/damage.ts'
import { answered, exchange, handshake, type Script, serverFarewell } from './script.ts'
import { type Ask, clusterIp, lineOf, makeLab, outsider } from './testing.ts'

const firstTwo = handshake.slice(0, 2)
const page: Script = [...handshake, ...exchange(new Uint8Array(80), [new Uint8Array(800)]), ...serverFarewell]
const linesOf = (ask: Ask, script: Script = firstTwo) => makeLab().talk(ask, script).sightings.map(lineOf)

describe('the path of a packet', () => {
  test('from a node’s process to a Pod on another node: the ClusterIP is seen nowhere', () => {
    expect(linesOf({ client: clusterIp, real: '10.244.2.10' })).toEqual([
      'A tunl0 out 10.244.1.0 > 10.244.2.10:8080 63',
      'A eth0 out 10.244.1.0 > 10.244.2.10:8080 63 in 172.18.0.2 > 172.18.0.3',
      'B eth0 in 10.244.1.0 > 10.244.2.10:8080 63 in 172.18.0.2 > 172.18.0.3',
      'B tunl0 in 10.244.1.0 > 10.244.2.10:8080 63',
      'B cali out 10.244.1.0 > 10.244.2.10:8080 62',
      'B cali in 10.244.2.10:8080 > 10.244.1.0 64',
      'B tunl0 out 10.244.2.10:8080 > 10.244.1.0 63',
      'B eth0 out 10.244.2.10:8080 > 10.244.1.0 63 in 172.18.0.3 > 172.18.0.2',
      'A eth0 in 10.244.2.10:8080 > 10.244.1.0 63 in 172.18.0.3 > 172.18.0.2',
      'A tunl0 in 10.244.2.10:8080 > 10.244.1.0 63',
    ])
  })

  test('from a node’s process to its own Pod', () => {
    expect(linesOf({ client: clusterIp, real: '10.244.1.10' })).toEqual([
      'A cali out 10.244.1.0 > 10.244.1.10:8080 63',
      'A cali in 10.244.1.10:8080 > 10.244.1.0 64',
    ])
  })

  test('from a Pod to a Pod of its node: the asking one’s device shows the ClusterIP, the other one’s does not', () => {
    expect(linesOf({ client: '10.244.1.10', real: '10.244.1.11' })).toEqual([
      `A cali in 10.244.1.10 > ${clusterIp}:80 64`,
      'A cali out 10.244.1.10 > 10.244.1.11:8080 63',
      'A cali in 10.244.1.11:8080 > 10.244.1.10 64',
      `A cali out ${clusterIp}:80 > 10.244.1.10 63`,
    ])
  })

  test('from a Pod to a Pod on another node: its source stays', () => {
    const lines = linesOf({ client: '10.244.1.10', real: '10.244.2.10' })
    expect(lines.filter((line) => !line.includes('eth0'))).toEqual([
      `A cali in 10.244.1.10 > ${clusterIp}:80 64`,
      'A tunl0 out 10.244.1.10 > 10.244.2.10:8080 63',
      'B tunl0 in 10.244.1.10 > 10.244.2.10:8080 63',
      'B cali out 10.244.1.10 > 10.244.2.10:8080 62',
      'B cali in 10.244.2.10:8080 > 10.244.1.10 64',
      'B tunl0 out 10.244.2.10:8080 > 10.244.1.10 63',
      'A tunl0 in 10.244.2.10:8080 > 10.244.1.10 63',
      `A cali out ${clusterIp}:80 > 10.244.1.10 62`,
    ])
  })

  test('from a Pod to itself: both legs on one device, with the tunnel’s address as source', () => {
    expect(linesOf({ client: '10.244.1.10', real: '10.244.1.10' })).toEqual([
      `A cali in 10.244.1.10 > ${clusterIp}:80 64`,
      'A cali out 10.244.1.0 > 10.244.1.10:8080 63',
      'A cali in 10.244.1.10:8080 > 10.244.1.0 64',
      `A cali out ${clusterIp}:80 > 10.244.1.10 63`,
    ])
  })

  test('from outside to a node port, masqueraded: the LAN device shows the client’s leg and the tunnel’s', () => {
    const ask = { client: outsider, virtual: '172.18.0.2', port: 30_080, real: '10.244.2.10', isMasqueraded: true }
    expect(linesOf(ask).filter((line) => line.startsWith('A') || line.includes('cali'))).toEqual([
      'A eth0 in 172.18.0.9 > 172.18.0.2:30080 64',
      'A tunl0 out 10.244.1.0 > 10.244.2.10:8080 63',
      'A eth0 out 10.244.1.0 > 10.244.2.10:8080 63 in 172.18.0.2 > 172.18.0.3',
      'B cali out 10.244.1.0 > 10.244.2.10:8080 62',
      'B cali in 10.244.2.10:8080 > 10.244.1.0 64',
      'A eth0 in 10.244.2.10:8080 > 10.244.1.0 63 in 172.18.0.3 > 172.18.0.2',
      'A tunl0 in 10.244.2.10:8080 > 10.244.1.0 63',
      'A eth0 out 172.18.0.2:30080 > 172.18.0.9 62',
    ])
  })

  test('from outside with policy Local and a local Pod: the Pod sees the client', () => {
    expect(linesOf({ client: outsider, virtual: '172.18.0.2', port: 30_080, real: '10.244.1.10' })).toEqual([
      'A eth0 in 172.18.0.9 > 172.18.0.2:30080 64',
      'A cali out 172.18.0.9 > 10.244.1.10:8080 63',
      'A cali in 10.244.1.10:8080 > 172.18.0.9 64',
      'A eth0 out 172.18.0.2:30080 > 172.18.0.9 63',
    ])
  })

  test('from outside with policy Local and no local Pod: the answer passes by the node that translates', () => {
    const ask = { client: outsider, virtual: '172.18.0.2', port: 30_080, real: '10.244.2.10' }
    const { is, sightings } = makeLab().talk(ask, firstTwo)
    expect(is).toBe('unanswered')
    const [, , , , , ...back] = sightings.map(lineOf).slice(0, 8)
    expect(back).toEqual([
      'B cali out 172.18.0.9 > 10.244.2.10:8080 62',
      'B cali in 10.244.2.10:8080 > 172.18.0.9 64',
      'B eth0 out 10.244.2.10:8080 > 172.18.0.9 63',
    ])
  })

  test('from one node to the node port of another', () => {
    const ask = { client: '172.18.0.3', virtual: '172.18.0.2', port: 30_080, real: '10.244.1.10', isMasqueraded: true }
    expect(linesOf(ask)).toEqual([
      'B eth0 out 172.18.0.3 > 172.18.0.2:30080 64',
      'A eth0 in 172.18.0.3 > 172.18.0.2:30080 64',
      'A cali out 10.244.1.0 > 10.244.1.10:8080 63',
      'A cali in 10.244.1.10:8080 > 10.244.1.0 64',
      'A eth0 out 172.18.0.2:30080 > 172.18.0.3 63',
      'B eth0 in 172.18.0.2:30080 > 172.18.0.3 63',
    ])
  })

  test('over UDP', () => {
    const ask = { protocol: 'UDP', client: '10.244.1.10', real: '10.244.2.10' } as const
    const lines = linesOf(ask, answered(new Uint8Array(40), new Uint8Array(60)))
    expect(lines[0]).toBe(`A cali in 10.244.1.10 > ${clusterIp}:80 64`)
    expect(lines.at(-1)).toBe(`A cali out ${clusterIp}:80 > 10.244.1.10 62`)
    expect(lines).toHaveLength(12)
  })

  test('over IPv6: without a tunnel', () => {
    const virtual = 'fd00:96::100'
    expect(linesOf({ client: virtual, virtual, real: 'fd00:244:af4::20a' })).toEqual([
      'A eth0 out fd00:18::2 > fd00:244:af4::20a:8080 63',
      'B eth0 in fd00:18::2 > fd00:244:af4::20a:8080 63',
      'B cali out fd00:18::2 > fd00:244:af4::20a:8080 62',
      'B cali in fd00:244:af4::20a:8080 > fd00:18::2 64',
      'B eth0 out fd00:244:af4::20a:8080 > fd00:18::2 63',
      'A eth0 in fd00:244:af4::20a:8080 > fd00:18::2 63',
    ])
  })

  test('to an address no Pod has: to its node, and no further', () => {
    const lines = linesOf({ client: clusterIp, real: '10.244.2.77' })
    expect(lines.slice(0, 4).at(-1)).toBe('B tunl0 in 10.244.1.0 > 10.244.2.77:8080 63')
    expect(new Set(lines).size).toBe(4)
  })

  test('without conntrack for IPVS: the other node drops what comes from an address of its own', () => {
    const lab = makeLab()
    lab.A.simulated.setDamage({ ...noDamage, settings: { 'vs.conntrack': '0' } })
    const remote = lab.talk({ client: clusterIp, real: '10.244.2.10' }, firstTwo)
    expect([remote.is, lineOf(remote.sightings.at(-1)!)]).toEqual([
      'unanswered',
      `B tunl0 in ${clusterIp} > 10.244.2.10:8080 63`,
    ])
    expect(lab.talk({ client: clusterIp, real: '10.244.1.10' }, firstTwo).is).toBe('done')
    expect(lab.talk({ client: '10.244.1.10', real: '10.244.2.10' }, firstTwo).is).toBe('done')
  })
})

describe('what passes', () => {
  const laid = () => makeLab().talk({ client: '10.244.1.10', real: '10.244.2.10' }, page).sightings

  test('comes in at the next device when it went out at one', () => {
    const hops = new Map<string, number>()
    for (const { crossing, segment } of laid()) {
      if (crossing.device.kind !== 'lan') continue
      const key = `${segment.id} ${segment.outerId} ${crossing.from.address}`
      hops.set(key, (hops.get(key) ?? 0) + (crossing.direction === 'out' ? 1 : -1))
    }
    expect(hops.size).toBe(page.length)
    expect([...hops.values()].every((balance) => balance === 0)).toBe(true)
  })

  test('has sequence numbers that follow each other at every device', () => {
    const byPlace = Map.groupBy(
      laid(),
      ({ crossing }) => `${crossing.node} ${crossing.device.name} ${crossing.direction}`,
    )
    expect(byPlace.size).toBe(12)
    for (const [place, sightings] of byPlace) {
      const next = new Map<string, number>()
      for (const { crossing, segment } of sightings) {
        if (segment.is !== 'tcp') throw new Error(segment.is)
        const { sequence, acknowledgement, flags, payload } = segment
        const [from, to] = [crossing.from, crossing.to].map(({ address, port }) => `${address} ${port}`)
        expect(sequence, place).toBe(next.get(from!) ?? sequence)
        if (flags.ack && next.has(to!)) expect(acknowledgement, place).toBe(next.get(to!))
        next.set(from!, (sequence + payload.length + (flags.syn || flags.fin ? 1 : 0)) >>> 0)
      }
    }
  })

  test('is later at each device than at the one before', () => {
    const sightings = laid()
    const bySegment = Map.groupBy(sightings, ({ segment }) => segment)
    for (const passed of bySegment.values()) {
      const times = passed.map(({ atMs }) => atMs)
      expect(times).toEqual([...times].sort((a, b) => a - b))
      expect(new Set(times).size).toBe(times.length)
    }
  })

  test('never overtakes what the same end sent before', () => {
    const lab = makeLab()
    const pieces = Array.from({ length: 6 }, () => new Uint8Array(800))
    for (let connection = 0; connection < 20; connection++) {
      const script = [...handshake, ...exchange(new Uint8Array(80), pieces)]
      const { sightings } = lab.talk({ client: '10.244.1.10', real: '10.244.2.10' }, script)
      const queues = Map.groupBy(sightings, ({ crossing: { node, device, direction, hops } }) =>
        [node, device.name, direction, hops].join(' '),
      )
      for (const queue of queues.values()) {
        const sent = queue.map(({ segment }) => segment.id).filter((id) => id > 0)
        expect(sent).toEqual([...new Set(sent)].sort((a, b) => a - b))
      }
    }
  })

  test('is the same for the same seed', () => expect(laid()).toEqual(laid()))
})

describe('what is lost is sent again', () => {
  test('a first packet after one second, and after three', () => {
    const lab = makeLab()
    lab.A.simulated.setDamage({ ...noDamage, strayRoutes: new Map([['10.244.2.0/24', '172.18.0.1']]) })
    const { is, sightings, endMs } = lab.talk({ client: clusterIp, real: '10.244.2.10' }, page)
    expect([is, endMs]).toEqual(['unanswered', 3_000])
    const wire = sightings.filter(({ crossing }) => crossing.device.name === 'eth0')
    expect(wire.map(lineOf)).toEqual(
      Array(2).fill('A eth0 out 10.244.1.0 > 10.244.2.10:8080 63 in 172.18.0.2 > 172.18.0.1'),
    )
    expect(wire.map(({ atMs }) => Math.floor(atMs))).toEqual([0, 1_000])
  })

  test('an answer too large for the tunnel: connected, and then nothing until the client gives up', () => {
    const lab = makeLab()
    lab.B.simulated.setDamage({ ...noDamage, tunnelMtu: 600 })
    const spoken = lab.talk({ client: clusterIp, real: '10.244.2.10' }, page)
    const { is, connectMs, firstByteMs, sightings, isConfirmed } = spoken
    expect([is, firstByteMs, isConfirmed]).toEqual(['given-up', null, true])
    expect(connectMs).toBeGreaterThan(0)
    const large = sightings.filter(({ segment }) => segment.is === 'tcp' && segment.payload.length === 800)
    expect(large.length).toBeGreaterThan(2)
    expect(new Set(large.map(lineOf))).toEqual(new Set(['B cali in 10.244.2.10:8080 > 10.244.1.0 64']))
  })

  test('dropped before the tunnel: no device has seen it', () => {
    const lab = makeLab()
    lab.A.simulated.setDamage({ ...noDamage, droppedBlocks: ['10.244.2.0/24'] })
    const { is, sightings, isConfirmed } = lab.talk({ client: clusterIp, real: '10.244.2.10' }, page)
    expect([is, sightings, isConfirmed]).toEqual(['unanswered', [], false])
    expect(lab.talk({ client: clusterIp, real: '10.244.1.10' }, page).is).toBe('done')
  })

  test('dropped where answers are forwarded: they are not', () => {
    const lab = makeLab()
    lab.B.simulated.setDamage({ ...noDamage, droppedBlocks: ['10.244.1.0/24'] })
    expect(lab.talk({ client: clusterIp, real: '10.244.2.10' }, page).is).toBe('done')
  })
})
