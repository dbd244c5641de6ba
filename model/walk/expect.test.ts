import { describe, expect, it } from 'vitest'
import type { FlowEnd } from '../flow.ts'
import { makeNodeName, makePodId } from '../ids.ts'
import type { Role } from '../tie.ts'
import { expectWay } from './expect.ts'
import { questionOf } from './plan.ts'
import { askedOf, caliOf, clusterIp, planOf, referenceCluster, type Tweaks } from './testing.ts'
import type { WalkSource } from './walk.ts'
import type { Connection, ExpectedStop } from './way.ts'

const end = (text: string): FlowEnd => {
  const [address = '', port = '0'] = text.split(':')
  return { address, port: Number(port) }
}
const master = { is: 'node', node: makeNodeName('zmaster0') } as const
const vip = `${clusterIp}:80`
const far = '100.108.11.194:80'
const cali = caliOf('100.108.11.194')

function wordsOf({ node, place, tuple, outer }: ExpectedStop): string {
  const where =
    place.is === 'device'
      ? `${place.device} ${place.direction}`
      : place.is === 'kernel'
        ? `${place.work} ${place.hook}`
        : place.is
  const ends = tuple === null ? '?' : `${tuple.from.address}:${tuple.from.port} > ${tuple.to.address}:${tuple.to.port}`
  return `${node ?? '-'} ${where}: ${ends}${outer ? ` in ${outer.from} > ${outer.to}` : ''}`
}

interface Case {
  readonly source?: WalkSource
  readonly client: string | null
  readonly virtual?: string
  readonly real: string | null
  readonly seen: string | null
  readonly role?: Role
  readonly tweaks?: Tweaks
}

function wayOf({ source = master, client, virtual = vip, real, seen, role = 'cluster-ip', tweaks }: Case) {
  const cluster = referenceCluster(tweaks)
  const usual = askedOf(cluster, source)
  const asked = { ...usual, target: { ...usual.target, role, ...end(virtual) } }
  const { ground } = planOf(cluster, asked)
  const connection: Connection = {
    client: client === null ? null : end(client),
    virtual: end(virtual),
    real: real === null ? null : end(real),
    source: seen === null ? null : end(seen),
  }
  return expectWay(questionOf(ground, asked, connection))
}

describe('the way a connection should take', () => {
  it('from a process to a Pod on another node through IPIP, and back (domain §5.1)', () => {
    const way = wayOf({ client: `${clusterIp}:58654`, real: far, seen: '100.117.189.64:31076' })
    expect(way.request.map(wordsOf)).toEqual([
      `zmaster0 process: ${clusterIp}:58654 > ${vip}`,
      `zmaster0 ipvs local-out: ${clusterIp}:58654 > ${far}`,
      `zmaster0 masquerade postrouting: 100.117.189.64:31076 > ${far}`,
      `zmaster0 tunl0 out: 100.117.189.64:31076 > ${far}`,
      `zmaster0 enp4s4 out: 100.117.189.64:31076 > ${far} in 192.168.138.50 > 192.168.138.53`,
      `znode2 enp4s4 in: 100.117.189.64:31076 > ${far} in 192.168.138.50 > 192.168.138.53`,
      `znode2 tunl0 in: 100.117.189.64:31076 > ${far}`,
      `znode2 ${cali} out: 100.117.189.64:31076 > ${far}`,
      `znode2 pod: 100.117.189.64:31076 > ${far}`,
    ])
    expect(way.reply.map(wordsOf)).toEqual([
      `znode2 pod: ${far} > 100.117.189.64:31076`,
      `znode2 ${cali} in: ${far} > 100.117.189.64:31076`,
      `znode2 tunl0 out: ${far} > 100.117.189.64:31076`,
      `znode2 enp4s4 out: ${far} > 100.117.189.64:31076 in 192.168.138.53 > 192.168.138.50`,
      `zmaster0 enp4s4 in: ${far} > 100.117.189.64:31076 in 192.168.138.53 > 192.168.138.50`,
      `zmaster0 tunl0 in: ${far} > 100.117.189.64:31076`,
      `zmaster0 undo-masquerade prerouting: ${far} > ${clusterIp}:58654`,
      `zmaster0 undo-ipvs local-in: ${vip} > ${clusterIp}:58654`,
      `zmaster0 process: ${vip} > ${clusterIp}:58654`,
    ])
  })

  it('from a Pod to one on its own node: no tunnel, no other source (§5.2)', () => {
    const pod = { is: 'pod', pod: makePodId('default', 'web-znode2-1') } as const
    const client = '100.108.11.195:41428'
    const way = wayOf({ source: pod, client, real: far, seen: client })
    expect(way.shouldBeMasqueraded).toBe(false)
    expect([...way.request, ...way.reply].map(wordsOf)).toEqual([
      `znode2 pod: ${client} > ${vip}`,
      `znode2 ${caliOf('100.108.11.195')} in: ${client} > ${vip}`,
      `znode2 ipvs local-in: ${client} > ${far}`,
      `znode2 ${cali} out: ${client} > ${far}`,
      `znode2 pod: ${client} > ${far}`,
      `znode2 pod: ${far} > ${client}`,
      `znode2 ${cali} in: ${far} > ${client}`,
      `znode2 undo-ipvs forward: ${vip} > ${client}`,
      `znode2 ${caliOf('100.108.11.195')} out: ${vip} > ${client}`,
      `znode2 pod: ${vip} > ${client}`,
    ])
  })

  it('from outside to a node port, with another source (§5.5)', () => {
    const [client, virtual, seen] = ['172.18.0.9:38702', '192.168.138.50:30080', '100.117.189.64:40159']
    const source = { is: 'client', address: '172.18.0.9' } as const
    const way = wayOf({ source: { ...source }, client, virtual, real: far, seen, role: 'node-port' })
    expect(way.translator).toBe('zmaster0')
    expect(way.request.slice(0, 4).map(wordsOf)).toEqual([
      `- outside: ${client} > ${virtual}`,
      `zmaster0 enp4s4 in: ${client} > ${virtual}`,
      `zmaster0 ipvs local-in: ${client} > ${far}`,
      `zmaster0 masquerade postrouting: ${seen} > ${far}`,
    ])
    expect(way.reply.slice(-3).map(wordsOf)).toEqual([
      `zmaster0 undo-ipvs forward: ${virtual} > ${client}`,
      `zmaster0 enp4s4 out: ${virtual} > ${client}`,
      `- outside: ${virtual} > ${client}`,
    ])
  })

  it('from a process to its own node port with policy Local, with its own source: as real kernels show', () => {
    const [client, virtual] = ['192.168.138.50:38702', '192.168.138.50:30080']
    const tweaks = { externalTrafficPolicy: 'Local' } as const
    const way = wayOf({ client, virtual, real: far, seen: client, role: 'node-port', tweaks })
    expect(way.request.slice(0, 3).map(wordsOf)).toEqual([
      `zmaster0 process: ${client} > ${virtual}`,
      `zmaster0 ipvs local-out: ${client} > ${far}`,
      `zmaster0 tunl0 out: ${client} > ${far}`,
    ])
    expect(way.request.concat(way.reply).map(wordsOf).join()).not.toMatch(/masquerade/)
  })

  it('by the table a rule names, where one chooses: which the stop tells', () => {
    const toPods = '100: from all to 100.108.11.192/26 lookup 77'
    const byPod = '200: from 100.108.11.194/32 lookup 78'
    const usual = ['0: from all lookup local', '32766: from all lookup main', '32767: from all lookup default']
    const tweaks: Tweaks = {
      rules: (node) =>
        [...(node === 'zmaster0' ? [toPods] : node === 'znode2' ? [byPod] : []), ...usual].sort(
          (a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10),
        ),
      routes: (node, lines) => [
        ...lines,
        ...(node === 'zmaster0' ? ['100.108.11.192/26 via 192.168.138.53 dev enp4s4 table 77'] : []),
        ...(node === 'znode2' ? ['0.0.0.0/0 via 192.168.138.50 dev enp4s4 table 78'] : []),
      ],
    }
    const way = wayOf({ client: `${clusterIp}:58654`, real: far, seen: '100.117.189.64:31076', tweaks })
    const devices = (stops: readonly ExpectedStop[]) =>
      stops.flatMap(({ node, place, rule }) =>
        place.is === 'device'
          ? [`${node} ${place.device} ${place.direction}${rule === null ? '' : ` by ${rule}`}`]
          : [],
      )
    expect(devices(way.request)).toEqual([`zmaster0 enp4s4 out by ${toPods}`, 'znode2 enp4s4 in', `znode2 ${cali} out`])
    expect(devices(way.reply)).toEqual([`znode2 ${cali} in`, `znode2 enp4s4 out by ${byPod}`, 'zmaster0 enp4s4 in'])
  })

  it("from a process to another node's node port: over the wire first", () => {
    const [client, virtual] = ['192.168.138.50:38702', '192.168.138.52:30080']
    const way = wayOf({ client, virtual, real: far, seen: '100.66.209.192:1', role: 'node-port' })
    expect(way.request.slice(0, 4).map(wordsOf)).toEqual([
      `zmaster0 process: ${client} > ${virtual}`,
      `zmaster0 enp4s4 out: ${client} > ${virtual}`,
      `znode1 enp4s4 in: ${client} > ${virtual}`,
      `znode1 ipvs local-in: ${client} > ${far}`,
    ])
    expect(way.reply.slice(-4).map(wordsOf)).toEqual([
      `znode1 undo-ipvs forward: ${virtual} > ${client}`,
      `znode1 enp4s4 out: ${virtual} > ${client}`,
      `zmaster0 enp4s4 in: ${virtual} > ${client}`,
      `zmaster0 process: ${virtual} > ${client}`,
    ])
  })

  it('ends where nobody has the next address, and where there is no route', () => {
    const elsewhere: Tweaks['routes'] = (node, lines) =>
      node === 'zmaster0' ? lines.map((line) => line.replace('via 192.168.138.53 ', 'via 192.168.138.99 ')) : lines
    const astray = wayOf({ client: `${clusterIp}:1`, real: far, seen: null, tweaks: { routes: elsewhere } })
    expect(astray.deadEnd.request).toEqual({ is: 'nobody', node: 'zmaster0', device: 'tunl0', via: '192.168.138.99' })
    expect(astray.request.slice(-2).map(wordsOf)).toEqual([
      'zmaster0 tunl0 out: ?',
      'zmaster0 enp4s4 out: ? in 192.168.138.50 > 192.168.138.99',
    ])
    const none: Tweaks['routes'] = (node, lines) =>
      node === 'zmaster0' ? lines.filter((line) => !/^(0\.0\.0\.0|100\.108)/.test(line)) : lines
    const lost = wayOf({ client: `${clusterIp}:1`, real: far, seen: null, tweaks: { routes: none } })
    expect(lost.deadEnd.request).toMatchObject({ is: 'no-route', node: 'zmaster0', to: '100.108.11.194' })
  })

  it('comes back by the tunnel though the source is not known yet: masquerade takes the address of the device', () => {
    const way = wayOf({ client: `${clusterIp}:1`, real: far, seen: null })
    expect(way.reply.slice(2, 4).map(wordsOf)).toEqual([
      'znode2 tunl0 out: ?',
      'znode2 enp4s4 out: ? in 192.168.138.53 > 192.168.138.50',
    ])
  })

  it('never comes back when the source was not translated: the address is local on every node', () => {
    const way = wayOf({ client: `${clusterIp}:1`, real: far, seen: `${clusterIp}:1` })
    expect(way.deadEnd.reply).toEqual({ is: 'taken', node: 'znode2' })
    expect(way.reply.map(({ place }) => place.is)).toEqual(['pod', 'device'])
  })

  it('is told as far as the choice while that is not known', () => {
    const way = wayOf({ client: `${clusterIp}:1`, real: null, seen: null })
    expect(way.request.map(({ place }) => place.is)).toEqual(['process', 'kernel', 'kernel'])
    expect(way.reply).toEqual([])
  })
})
