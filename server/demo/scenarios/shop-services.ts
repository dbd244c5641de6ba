/** What customers meet: the shop itself, payments, media. */
import { lone, type Offer, offer } from './offer.ts'

const day = 10_800

export const shopServices: readonly Offer[] = [
  offer(
    'shop',
    'storefront',
    10,
    [{ name: 'http', port: 80, targetPort: 8080, nodePort: 30_080, demand: { profile: 'keepalive', perSecond: 12 } }],
    { type: 'NodePort', ipv6ClusterIp: 'fd00:96::5f0' },
    { hasIpv6: true },
  ),
  offer('shop', 'catalog', 8, [{ name: 'grpc', port: 9000, demand: { profile: 'grpc', perSecond: 1.6, share: 0.7 } }]),
  offer(
    'shop',
    'search',
    6,
    [{ name: 'http', port: 80, targetPort: 8080, demand: { profile: 'http', perSecond: 55 } }],
    {
      scheduler: 'wlc',
    },
  ),
  offer(
    'shop',
    'cart',
    6,
    [{ name: 'http', port: 80, targetPort: 8080, demand: { profile: 'http', perSecond: 34, share: 0.8 } }],
    { affinitySeconds: day },
  ),
  offer('shop', 'checkout', 4, [
    { name: 'http', port: 80, targetPort: 8080, demand: { profile: 'http', perSecond: 14, share: 0.6 } },
    { name: 'metrics', port: 9090 },
  ]),
  offer('shop', 'pricing', 4, [{ port: 9000, demand: { profile: 'grpc', perSecond: 0.8, share: 0.5 } }], {
    scheduler: 'lc',
  }),
  offer('shop', 'inventory', 4, [{ port: 9000, demand: { profile: 'grpc', perSecond: 0.7, share: 0.4 } }], {
    hasZoneHints: true,
  }),
  offer('shop', 'recommendations', 6, [{ port: 8080, demand: { profile: 'http', perSecond: 28, share: 0.5 } }], {
    scheduler: 'sed',
  }),
  offer('shop', 'reviews', 4, [{ port: 8080, demand: { profile: 'http', perSecond: 11, share: 0.5 } }]),
  offer('shop', 'images', 8, [{ port: 80, targetPort: 8080, demand: { profile: 'download', perSecond: 6 } }], {
    scheduler: 'wrr',
  }),
  offer('shop', 'sessions', 3, [{ port: 6379, demand: { profile: 'database', perSecond: 0.5, share: 0.8 } }], {
    scheduler: 'sh',
  }),
  lone('shop', 'wishlist', { ports: [{ port: 8080, demand: { profile: 'http', perSecond: 0.5, share: 0.2 } }] }),
  offer('shop', 'coupons', 2, [{ port: 8080, demand: { profile: 'http', perSecond: 5, share: 0.3 } }]),
  offer('shop', 'shipping', 4, [{ port: 8080, demand: { profile: 'http', perSecond: 4, share: 0.3 } }]),
  offer('shop', 'notifications', 4, [{ port: 8443, demand: { profile: 'websocket', perSecond: 1.4, share: 0.6 } }]),
  offer('shop', 'tracking', 3, [{ port: 8080, demand: { profile: 'http', perSecond: 9, share: 0.4 } }]),
  offer(
    'payments',
    'gateway',
    6,
    [{ port: 443, targetPort: 8443, demand: { profile: 'http', perSecond: 10, share: 0.4 } }],
    {
      affinitySeconds: 600,
    },
  ),
  offer('payments', 'ledger', 3, [{ port: 5432, demand: { profile: 'database', perSecond: 0.3, share: 0.5 } }]),
  offer('payments', 'fraud', 5, [{ port: 9000, demand: { profile: 'http', perSecond: 16, share: 0.4 } }], {
    scheduler: 'mh',
  }),
  offer('payments', 'payouts', 2, [{ port: 8080, demand: { profile: 'http', perSecond: 1.5, share: 0.2 } }]),
  lone('payments', 'bank-link', { type: 'ExternalName', externalName: 'api.bank.example' }),
  offer(
    'media',
    'live',
    5,
    [
      {
        name: 'quic',
        protocol: 'UDP',
        port: 4433,
        nodePort: 30_443,
        demand: { profile: 'datagrams', perSecond: 2.5, share: 0.5, via: 'load-balancer' },
      },
    ],
    { type: 'LoadBalancer', loadBalancerIp: '203.0.113.10', externalTrafficPolicy: 'Local' },
  ),
  offer('media', 'thumbnails', 5, [{ port: 8080, demand: { profile: 'http', perSecond: 22, share: 0.6 } }], {
    scheduler: 'nq',
  }),
  offer('media', 'transcode', 4, [{ port: 9000, demand: { profile: 'upload', perSecond: 0.6, share: 0.4 } }]),
  offer('media', 'uploads', 3, [{ port: 8080, demand: { profile: 'upload', perSecond: 0.5, share: 0.5 } }]),
]
