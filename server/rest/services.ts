/** `GET /api/v1/services`: every Service in a line. */
import type { Cluster, Service } from '#model/cluster.ts'
import { type Projected, value } from './answer.ts'
import { formatTime, showFeed } from './feeds.ts'

export function projectServices(cluster: Cluster): Projected {
  const feed = cluster.api.get('services')
  return value({
    readAt: formatTime(cluster.at),
    feed: feed ? showFeed(feed) : null,
    services: [...cluster.services.values()].map(projectServiceLine),
  })
}

export const projectServiceLine = (service: Service) => ({
  id: service.id,
  namespace: service.namespace,
  name: service.name,
  type: service.type,
  headless: service.headless,
  externalName: service.externalName || null,
  clusterIps: service.clusterIps,
  externalIps: service.externalIps,
  loadBalancerIps: service.loadBalancerIps,
  ports: service.ports,
  internalTrafficPolicy: service.internalTrafficPolicy,
  externalTrafficPolicy: service.externalTrafficPolicy,
  affinitySeconds: service.affinitySeconds,
  endpoints: {
    total: service.endpoints.length,
    ready: service.endpoints.filter((endpoint) => endpoint.ready).length,
  },
  changedAt: formatTime(service.changedAt),
})
