/** Everything that may be odd at once: for looking at whether each is said, in a sentence, where it belongs. */
import { lone, type Offer, offer } from './offer.ts'
import { apiServer, dns, dnsWorkload, referenceNodes, web, webWorkload } from './reference.ts'
import type { NodeSketch, Scenario } from './sketch.ts'

const markup = '<img src=x onerror="alert(1)"><b>bold</b>'

/** Rows a parser must refuse without losing the others: a stray line, a method nobody knows, a row cut in two. */
const oddRows = `XDP  0A60FFFE:0050 rr
  -> 0A60FFFD:0050      Masq    1      0          0
TCP  0A60FFFF:0050 rr
  -> 0A60FFFC:0050      Warp    1      0          0
  -> not an address at all
TCP  0A60`

const changes: Readonly<Record<string, Partial<NodeSketch>>> = {
  zmaster0: {
    settings: { 'vs.conntrack': '0', 'ipv4.ip_forward': '0' },
    annotations: { 'example.org/note': `主控节点 ${markup}` },
  },
  znode0: { distort: (text) => text + oddRows },
  // Web's virtual server under a scheduler no kernel of today has.
  znode1: { distort: (text) => text.replace(/(0A68C5DA:0050) rr/, '$1 prism') },
  znode2: { hasIpvs: false },
  znode3: { agent: { is: 'wrong-token' } },
  znode4: { agent: { is: 'answers-as', name: 'znode1' } },
}

const further: readonly NodeSketch[] = [
  {
    name: `znode5.${'rack-with-a-long-name-'.repeat(8)}x.example`,
    address: '192.168.138.56',
    podBlock: '100.80.33.0/26',
    zone: 'zone-with-a-name-that-goes-on-for-sixty-three-characters-xxxxxx',
  },
  {
    name: 'znode6',
    address: '192.168.138.57',
    podBlock: '100.92.140.64/26',
    zone: '',
    hasPrograms: false,
    withoutNetlink:
      'Totals need the NET_ADMIN capability in the initial user namespace: the kernel refuses to answer without it.',
  },
  {
    name: 'znode7',
    address: '192.168.138.58',
    podBlock: '100.101.7.128/26',
    zone: '',
    distort: (text) => text.slice(0, Math.floor(text.length * 0.6)),
  },
  {
    name: 'znode8',
    address: '192.168.138.59',
    podBlock: '100.112.58.192/26',
    zone: '',
    distort: () => `<html>${markup}</html>\n`,
  },
]

const longest = (length: number, word: string): string =>
  word
    .repeat(Math.ceil(length / word.length))
    .slice(0, length - 1)
    .concat('x')

/** Two ask for a scheduler no kernel has: their virtual servers are missing everywhere. */
const offers: readonly Offer[] = [
  offer(
    'mall',
    'goods',
    3,
    [{ name: 'http', port: 80, targetPort: 8080, demand: { profile: 'http', perSecond: 6 } }],
    { annotations: { 'example.org/title': '商品目录服务', 'example.org/note': markup } },
    { annotations: { 'example.org/owner': '张伟' } },
  ),
  offer(
    longest(63, 'namespace-'),
    longest(63, 'service-'),
    1,
    [{ port: 8080, demand: { profile: 'http', perSecond: 1 } }],
    {},
    {
      pods: [{ name: longest(253, 'pod-'), node: 'znode1', address: '100.66.209.210' }],
    },
  ),
  offer('mall', 'markup-scheduler', 2, [{ port: 80 }], { scheduler: markup }),
  offer('mall', 'unknown-scheduler', 2, [{ port: 80, demand: { profile: 'http', perSecond: 1 } }], {
    scheduler: 'prism',
  }),
  offer('mall', 'signalling', 2, [{ name: 'sctp', protocol: 'SCTP', port: 9999 }]),
  lone('mall', 'elsewhere', { type: 'ExternalName', externalName: `${markup}.example` }),
  lone('mall', 'headless', { clusterIp: 'None', workload: 'goods', ports: [{ port: 8080 }] }),
  lone('mall', 'nobody', { ports: [{ port: 80, demand: { profile: 'http', perSecond: 0.5 } }] }),
  lone('mall', 'no-ports', {}),
]

export function odd(): Scenario {
  const nodes = [...referenceNodes.map((node) => ({ ...node, ...changes[node.name] })), ...further]
  return {
    clusterName: `奇怪的集群 ${markup}`,
    lanDevice: 'enp4s4',
    lanPrefix: 24,
    gateway: '192.168.138.1',
    nodes,
    services: [apiServer, web, dns, ...offers.map(({ service }) => service)],
    workloads: [webWorkload, dnsWorkload, ...offers.flatMap(({ workload }) => (workload ? [workload] : []))],
    happenings: [],
    scheduler: 'rr',
    furtherAgents: ['znode6', markup],
  }
}
