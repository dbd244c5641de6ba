/** What the shop runs on: the way in, data, observability. */
import { lone, type Offer, offer } from './offer.ts'

const ingressNodes = ['znode0', 'znode1', 'znode4', 'znode5', 'znode8', 'znode9']

export const platformServices: readonly Offer[] = [
  offer(
    'ingress',
    'nginx',
    6,
    [
      {
        name: 'http',
        port: 80,
        nodePort: 31_080,
        demand: { profile: 'http', perSecond: 18, share: 0.6, via: 'load-balancer' },
      },
      {
        name: 'https',
        port: 443,
        nodePort: 31_443,
        demand: { profile: 'keepalive', perSecond: 9, share: 0.6, via: 'load-balancer' },
      },
    ],
    { type: 'LoadBalancer', loadBalancerIp: '203.0.113.7' },
    { on: ingressNodes },
  ),
  offer('ingress', 'admission', 2, [
    { port: 443, targetPort: 8443, demand: { profile: 'http', perSecond: 0.6, share: 0.2 } },
  ]),
  offer('kube-system', 'metrics-server', 2, [
    { port: 443, targetPort: 10_250, demand: { profile: 'http', perSecond: 0.8, share: 0.3 } },
  ]),
  offer('data', 'postgres', 3, [{ port: 5432, demand: { profile: 'database', perSecond: 0.7, share: 0.8 } }]),
  lone('data', 'postgres-replicas', { clusterIp: 'None', workload: 'postgres', ports: [{ port: 5432 }] }),
  offer('data', 'redis', 4, [{ port: 6379, demand: { profile: 'database', perSecond: 0.9, share: 0.9 } }]),
  offer('data', 'kafka', 6, [{ port: 9092, demand: { profile: 'upload', perSecond: 0.9, share: 0.8 } }]),
  offer('data', 'clickhouse', 3, [{ port: 8123, demand: { profile: 'http', perSecond: 7, share: 0.3 } }], {
    scheduler: 'lc',
  }),
  offer('data', 'objects', 4, [{ port: 9000, demand: { profile: 'download', perSecond: 3, share: 0.5 } }], {
    internalTrafficPolicy: 'Local',
  }),
  offer('observability', 'prometheus', 2, [{ port: 9090, demand: { profile: 'http', perSecond: 3, share: 0.2 } }], {
    affinitySeconds: 3600,
  }),
  offer('observability', 'grafana', 2, [{ port: 3000, demand: { profile: 'keepalive', perSecond: 0.4, share: 0.2 } }]),
  offer('observability', 'loki', 3, [{ port: 3100, demand: { profile: 'upload', perSecond: 0.8 } }]),
  offer('observability', 'tempo', 2, [{ port: 4317, demand: { profile: 'grpc', perSecond: 0.3, share: 0.9 } }]),
  offer('observability', 'statsd', 2, [
    { protocol: 'UDP', port: 8125, demand: { profile: 'datagrams', perSecond: 0.6, share: 0.9 } },
  ]),
  offer('observability', 'syslog', 2, [
    { name: 'udp', protocol: 'UDP', port: 514, demand: { profile: 'datagrams', perSecond: 0.3 } },
    { name: 'tcp', protocol: 'TCP', port: 514, demand: { profile: 'upload', perSecond: 0.1, share: 0.3 } },
  ]),
  offer('observability', 'alertmanager', 2, [{ port: 9093, demand: { profile: 'http', perSecond: 0.5, share: 0.2 } }]),
]
