/**
 * Which endpoints serve one port of a Service, seen from one node. After kube-proxy of Kubernetes
 * 1.33 (pkg/proxy/topology.go, endpointslicecache.go); the samples of a real 1.32 agree.
 */
import type { NodeName } from '../ids.ts'
import type { EndpointSlice, SliceEndpoint } from '../kube/endpoint-slice.ts'
import type { KubeService, ServicePort } from '../kube/service.ts'

export interface PortEndpoint extends SliceEndpoint {
  readonly port: number
}

/** The endpoints of one port and family over all slices; one entry per address and port, the last wins. */
export function endpointsOfPort(
  slices: readonly EndpointSlice[],
  port: ServicePort,
  family: 4 | 6,
): readonly PortEndpoint[] {
  const found = new Map<string, PortEndpoint>()
  for (const slice of slices) {
    if (slice.family !== family) continue
    for (const slicePort of slice.ports) {
      if (slicePort.name !== port.name || slicePort.protocol !== port.protocol) continue
      for (const endpoint of slice.endpoints) {
        found.set(`${endpoint.address} ${slicePort.port}`, { ...endpoint, port: slicePort.port })
      }
    }
  }
  return [...found.values()]
}

export interface Vantage {
  readonly node: NodeName
  /** Empty when not known: zone hints are then not followed. */
  readonly zone: string
}

export interface Chosen {
  readonly cluster: readonly PortEndpoint[]
  readonly local: readonly PortEndpoint[]
}

const externallyAccessible = (service: KubeService, port: ServicePort): boolean =>
  port.nodePort !== 0 || service.loadBalancerIps.length > 0 || service.externalIps.length > 0

/** kube-proxy's CategorizeEndpoints: the cluster-wide and the node-local list. */
export function chooseEndpoints(
  service: KubeService,
  port: ServicePort,
  all: readonly PortEndpoint[],
  from: Vantage,
): Chosen {
  const external = externallyAccessible(service, port)
  const usesCluster = service.internalTrafficPolicy !== 'Local' || external
  const usesLocal = service.internalTrafficPolicy === 'Local' || (service.externalTrafficPolicy === 'Local' && external)
  const here = all.filter((endpoint) => endpoint.node === from.node)
  return {
    cluster: usesCluster ? readyOrTerminating(all, (ready) => followHints(ready, from)) : [],
    local: usesLocal ? readyOrTerminating(here, (ready) => ready) : [],
  }
}

/** Ready endpoints; when there is none at all, those still serving while they end. */
function readyOrTerminating(
  all: readonly PortEndpoint[],
  filter: (ready: readonly PortEndpoint[]) => readonly PortEndpoint[],
): readonly PortEndpoint[] {
  const ready = all.filter((endpoint) => endpoint.ready)
  return ready.length > 0 ? filter(ready) : all.filter((endpoint) => endpoint.serving && endpoint.terminating)
}

/** Hints count only when every ready endpoint has them and at least one names this node or zone. */
function followHints(ready: readonly PortEndpoint[], from: Vantage): readonly PortEndpoint[] {
  const forNode = ready.filter((endpoint) => endpoint.nodeHints.includes(from.node))
  if (forNode.length > 0 && ready.every((endpoint) => endpoint.nodeHints.length > 0)) return forNode
  const forZone = ready.filter((endpoint) => endpoint.zoneHints.includes(from.zone))
  if (from.zone !== '' && forZone.length > 0 && ready.every((endpoint) => endpoint.zoneHints.length > 0)) return forZone
  return ready
}
