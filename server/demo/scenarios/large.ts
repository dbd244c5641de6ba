/** Two hundred nodes and four hundred Services with little traffic, to look at what happens when there is too much to look at. */
import { formatIpv4 } from '#model/address.ts'
import { makeRandom, type Random } from '../random.ts'
import { type Offer, offer } from './offer.ts'
import { apiServer, dns, dnsWorkload } from './reference.ts'
import type { NodeSketch, PortSketch, Scenario } from './sketch.ts'

const nodeCount = 200
const serviceCount = 400
const zones = ['zone-a', 'zone-b', 'zone-c', 'zone-d']
const areas = [
  'billing',
  'catalog',
  'fleet',
  'identity',
  'insight',
  'ledger',
  'logistics',
  'maps',
  'media',
  'mobile',
  'orders',
  'partner',
  'pricing',
  'risk',
  'search',
  'support',
]
const kinds = ['api', 'worker', 'cache', 'store', 'web', 'sync', 'gateway', 'index', 'feed', 'rules']

const nodes: readonly NodeSketch[] = Array.from({ length: nodeCount }, (_, i) => ({
  name: i < 3 ? `control-${i}` : `node-${String(i).padStart(3, '0')}`,
  address: formatIpv4(0xc0a88000 + 256 + i),
  podBlock: `${formatIpv4(0x64400000 + i * 64)}/26`,
  zone: zones[i % zones.length]!,
  controlPlane: i < 3,
}))

const profileOf = {
  api: 'http',
  worker: 'grpc',
  cache: 'database',
  store: 'database',
  web: 'keepalive',
  sync: 'upload',
  gateway: 'http',
  index: 'http',
  feed: 'websocket',
  rules: 'http',
} as const

function makeOffer(i: number, random: Random): Offer {
  const kind = kinds[i % kinds.length]! as keyof typeof profileOf
  const area = areas[Math.floor(i / kinds.length) % areas.length]!
  const round = Math.floor(i / (kinds.length * areas.length))
  const ports: PortSketch[] = [
    {
      port: 8080,
      demand: {
        profile: profileOf[kind],
        perSecond: random.exponential(0.4) + 0.02,
        share: random.between(0.01, 0.06),
      },
    },
  ]
  return offer(area, `${area}-${kind}${round === 0 ? '' : round + 1}`, 1 + random.whole(5), ports)
}

export function large(seed: string): Scenario {
  const random = makeRandom(seed, 'large')
  const offers = Array.from({ length: serviceCount - 2 }, (_, i) => makeOffer(i, random))
  return {
    clusterName: 'large',
    lanDevice: 'eth0',
    lanPrefix: 16,
    gateway: '192.168.128.1',
    nodes,
    services: [
      { ...apiServer, endpoints: nodes.slice(0, 3).map(({ name, address }) => ({ address, node: name })) },
      dns,
      ...offers.map(({ service }) => service),
    ],
    workloads: [{ ...dnsWorkload, replicas: 6 }, ...offers.flatMap(({ workload }) => (workload ? [workload] : []))],
    happenings: [
      { is: 'drift', node: 'node-042', service: 'billing/billing-api', afterMs: 0 },
      { is: 'drift', node: 'node-117', service: 'maps/maps-web', afterMs: 0 },
      { is: 'agent-dies', node: 'node-099', afterMs: 20_000 },
      { is: 'rollouts', of: ['orders/orders-api', 'search/search-index', 'media/media-web'], everyMs: 60_000 },
    ],
    scheduler: 'rr',
    // All agents and kernels share one process here.
    pollMs: 8000,
  }
}
