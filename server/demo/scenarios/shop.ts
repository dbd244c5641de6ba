/**
 * The default: the reference case inside a shop of twelve nodes in three zones, with one node whose
 * table drifted, one whose firewall drops what it sends to another's Pods, one agent that dies, and a rolling update now and
 * then.
 */
import { apiServer, dns, dnsWorkload, referenceNodes, web, webWorkload } from './reference.ts'
import { platformServices } from './shop-platform.ts'
import { shopServices } from './shop-services.ts'
import type { NodeSketch, Scenario, ServiceSketch } from './sketch.ts'

const zones = ['zone-a', 'zone-b', 'zone-c']

const furtherBlocks = [
  '100.80.33.0/26',
  '100.92.140.64/26',
  '100.101.7.128/26',
  '100.112.58.192/26',
  '100.119.201.0/26',
  '100.85.16.64/26',
]

const nodes: readonly NodeSketch[] = [
  ...referenceNodes,
  ...furtherBlocks.map((podBlock, i) => ({
    name: `znode${5 + i}`,
    address: `192.168.138.${56 + i}`,
    podBlock,
    zone: '',
  })),
].map((node, i) => ({ ...node, zone: zones[i % zones.length]!, ipv6: `fd00:138::${50 + i}` }))

const busyDns: ServiceSketch = {
  ...dns,
  ports: dns.ports!.map((port) =>
    port.name === 'dns' ? { ...port, demand: { profile: 'dns', perSecond: 70 } } : port,
  ),
}

/** Rolled now and then; not the one that drifted, so that what is seen there is the drift alone. */
const rolling = ['shop/catalog', 'shop/search', 'shop/checkout', 'payments/fraud', 'media/thumbnails', 'shop/tracking']

export function shop(): Scenario {
  const offers = [...shopServices, ...platformServices]
  return {
    clusterName: 'demo shop',
    lanDevice: 'enp4s4',
    lanPrefix: 24,
    gateway: '192.168.138.1',
    nodes,
    services: [apiServer, web, busyDns, ...offers.map(({ service }) => service)],
    workloads: [
      webWorkload,
      { ...dnsWorkload, replicas: 3 },
      ...offers.flatMap(({ workload }) => (workload ? [workload] : [])),
    ],
    happenings: [
      { is: 'drift', node: 'znode3', service: 'shop/cart', afterMs: 0 },
      // Left over from an afternoon of looking for something else: every table is right, and some requests hang.
      { is: 'breaks', node: 'znode8', kind: 'drop-at-tunnel', towards: 'znode6', afterMs: 0 },
      { is: 'agent-dies', node: 'znode7', afterMs: 20_000 },
      { is: 'rollouts', of: rolling, everyMs: 90_000 },
    ],
    scheduler: 'rr',
  }
}
