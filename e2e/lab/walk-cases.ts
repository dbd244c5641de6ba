/**
 * What walks are proved with on real kernels: ways a request goes, and the ways to break one. Each says in words what the
 * walk must find, to be compared with what it found.
 */
import type { Verdict, WalkResult } from '#model/walk/walk.ts'
import { type Breakage, type Spot, scene, type Truth } from './breakages.ts'
import { deviceName } from './device-name.ts'
import { type EndedWalk, type WalkQuestion, wordsOfStop } from './hub-walks.ts'
import { impatientMs, type Lab } from './lab.ts'
import { offers } from './offers.ts'
import { gateway, type LabPod, lanDevice, nodeNamed, web } from './reference-case.ts'

export interface PathCase {
  readonly name: string
  readonly question: WalkQuestion
  /** What sets the traffic going that a live walk waits for. */
  readonly provoke?: (lab: Lab) => Promise<unknown>
  /** Devices the request is seen at, in order, as `NODE DEVICE`; the reply comes back by them. */
  readonly devices: readonly string[]
  readonly verdict: 'through' | 'lost reply'
  /** The address the Pod sees: of the client itself, or another's. */
  readonly source: 'kept' | 'masqueraded'
}

const master = { is: 'node', node: scene.sender } as const
const server = (name: keyof typeof offers): LabPod => offers[name].pods[0]!
const link = ({ namespace, name, node }: Pick<LabPod, 'namespace' | 'name' | 'node'>) =>
  `${node} ${deviceName(namespace, name)}`
const [awayClient, besideClient] = [offers.clients.pods[0]!, offers.clients.pods[1]!]
const podSource = (pod: LabPod) => ({ is: 'pod', pod: `${pod.namespace}/${pod.name}` })
const tunnel = (from: string, to: string) => [
  `${from} tunl0`,
  `${from} ${lanDevice}`,
  `${to} ${lanDevice}`,
  `${to} tunl0`,
]
const nodePort = (name: string, node: string) => ({ port: `default/${name}:80/TCP`, role: 'node-port', node })
const outside = { is: 'client', address: gateway }
const webPort = `${web.namespace}/${web.name}:${web.port}/TCP`
const podOfWeb = scene.pod

export const pathCases: readonly PathCase[] = [
  {
    name: 'process to a Pod on another node',
    question: { source: master, port: webPort },
    devices: [...tunnel('zmaster0', 'znode2'), link(podOfWeb)],
    verdict: 'through',
    source: 'masqueraded',
  },
  {
    name: 'process to a Pod on its own node',
    question: { source: { is: 'node', node: 'znode2' }, port: webPort },
    devices: [link(podOfWeb)],
    verdict: 'through',
    source: 'masqueraded',
  },
  {
    name: 'Pod to a Pod on another node (live)',
    question: { source: podSource(awayClient), port: webPort },
    provoke: (lab) => lab.podAsk(awayClient, `http://${web.clusterIp}/`),
    devices: [link(awayClient), ...tunnel('zmaster0', 'znode2'), link(podOfWeb)],
    verdict: 'through',
    source: 'kept',
  },
  {
    name: 'Pod to a Pod beside it (live)',
    question: { source: podSource(besideClient), port: webPort },
    provoke: (lab) => lab.podAsk(besideClient, `http://${web.clusterIp}/`),
    devices: [link(besideClient), link(podOfWeb)],
    verdict: 'through',
    source: 'kept',
  },
  {
    name: 'outside to a node port (live)',
    question: { source: outside, ...nodePort('web-node-port', 'zmaster0') },
    provoke: (lab) => lab.outsideAsk(`http://${nodeNamed('zmaster0').address}:30080/`),
    devices: [`zmaster0 ${lanDevice}`, ...tunnel('zmaster0', 'znode2'), link(server('node-port'))],
    verdict: 'through',
    source: 'masqueraded',
  },
  {
    name: 'process to a node port of another node',
    question: { source: { is: 'node', node: 'znode4' }, ...nodePort('web-node-port', 'zmaster0') },
    devices: [
      `znode4 ${lanDevice}`,
      `zmaster0 ${lanDevice}`,
      ...tunnel('zmaster0', 'znode2'),
      link(server('node-port')),
    ],
    verdict: 'through',
    source: 'masqueraded',
  },
  {
    name: 'policy Local, Pod on the node (live)',
    question: { source: outside, ...nodePort('web-local', 'znode2') },
    provoke: (lab) => lab.outsideAsk(`http://${nodeNamed('znode2').address}:30081/`),
    devices: [`znode2 ${lanDevice}`, link(server('local'))],
    verdict: 'through',
    source: 'kept',
  },
  {
    name: 'policy Local, no Pod on the node (live)',
    question: { source: outside, ...nodePort('web-local', 'zmaster0') },
    provoke: (lab) => lab.outsideAsk(`http://${nodeNamed('zmaster0').address}:30081/`, impatientMs),
    devices: [`zmaster0 ${lanDevice}`, ...tunnel('zmaster0', 'znode2'), link(server('local'))],
    verdict: 'lost reply',
    source: 'kept',
  },
  {
    name: 'UDP: a DNS query',
    question: { source: master, port: 'default/dns:53/UDP' },
    devices: [...tunnel('zmaster0', 'znode2'), link(server('udp'))],
    verdict: 'through',
    source: 'masqueraded',
  },
  {
    name: 'IPv6, Pod to a Pod on another node (live)',
    question: { source: podSource(awayClient), port: 'default/web6:80/TCP' },
    provoke: (lab) => lab.podAsk(awayClient, `http://[${offers.ipv6.service.clusterIp}]/`),
    devices: [link(awayClient), `zmaster0 ${lanDevice}`, `znode2 ${lanDevice}`, link(server('ipv6'))],
    verdict: 'through',
    source: 'kept',
  },
]

/** What a walk found of a path, in the words of the case. */
export function pathOf({
  result,
}: EndedWalk): Pick<PathCase, 'devices' | 'verdict' | 'source'> & { readonly back: readonly string[] } {
  const seen = (way: 'request' | 'reply') =>
    result.stops.flatMap(({ way: own, place, node, packets }) =>
      own === way && place.is === 'device' && (packets ?? 0) > 0 ? [`${node} ${place.device}`] : [],
    )
  const { verdict } = result
  return {
    devices: seen('request'),
    back: seen('reply'),
    verdict: verdictWords(verdict) as PathCase['verdict'],
    source: verdict.is !== 'unseen' && verdict.facts.isSourceKept === false ? 'masqueraded' : 'kept',
  }
}

const verdictWords = (verdict: Verdict): string => (verdict.is === 'lost' ? `lost ${verdict.way}` : verdict.is)

/** The cause each breakage must be given, as one of those named. */
export const causeOf: Readonly<Record<string, readonly string[]>> = {
  'drop-at-tunnel': ['dropped-on-node'],
  'drop-behind-tunnel': ['not-on-wire'],
  'wrong-route': ['route-elsewhere'],
  'pod-not-listening': ['pod-refuses'],
  'pod-link-down': ['dropped-before-pod'],
  'no-masquerade-setting': ['ipvs-without-conntrack', 'not-masqueraded'],
  'no-masquerade-rule': ['not-masqueraded'],
  'missing-real-server': ['no-real-servers'],
  'missing-virtual-server': ['virtual-server-missing'],
  'mtu-too-small': ['answer-too-large'],
  'policy-drop': ['dropped-before-pod'],
  'reply-drop': ['answer-lost'],
  'rp-filter': ['dropped-before-pod'],
}

export const questionOf = ({ path }: Breakage): WalkQuestion => ({
  source: master,
  port: webPort,
  method: { is: 'http', path },
})

/** A truth and what a walk found, in the same words. */
export const wordsOfTruth = (truth: Truth): string => {
  const at = (spot: Spot | null) =>
    spot === null ? 'nowhere' : `${spot.way} ${spot.node} ${spot.device} ${spot.direction}`
  switch (truth.is) {
    case 'lost':
      return `lost behind ${at(truth.last)}`
    case 'lost-in-kernel':
      return `lost behind ${truth.way} ${truth.node} ipvs`
    case 'refused':
      return `refused by ${truth.by} on ${truth.node}`
  }
}

export function wordsOfVerdict({ verdict, stops }: WalkResult): string {
  switch (verdict.is) {
    case 'lost': {
      const stop = verdict.last === null ? undefined : stops[verdict.last]
      return `lost behind ${stop ? wordsOfStop(stop) : 'nowhere'}`
    }
    case 'refused':
      return `refused by ${verdict.by} on ${verdict.node}`
    default:
      return verdict.is
  }
}
