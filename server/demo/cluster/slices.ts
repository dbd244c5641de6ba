/** The endpoint controller: what the slices of a Service say of the Pods behind it. */
import { familyOf } from '#model/address.ts'
import type { Store } from '../kube-api/store.ts'
import type { ServiceSketch } from '../scenarios/sketch.ts'
import { type EndpointLife, makeSliceObject, type PodLife } from './objects.ts'

/** A Pod without an address is no endpoint yet; one that ends still serves. */
export function endpointsOfPods(pods: readonly PodLife[]): EndpointLife[] {
  return pods.flatMap((pod) => {
    if (pod.phase === 'pending') return []
    const life = {
      node: pod.node,
      ready: pod.phase === 'ready',
      serving: pod.phase !== 'running',
      terminating: pod.phase === 'ending',
      pod: { name: pod.name, uid: pod.uid },
    }
    return [pod.address, ...(pod.ipv6 ? [pod.ipv6] : [])].map((address) => ({ ...life, address }))
  })
}

/** One slice a family the Service or its endpoints have. */
export function writeSlices(store: Store, service: ServiceSketch, endpoints: readonly EndpointLife[]): void {
  if (service.type === 'ExternalName') return
  const hasV6 = service.ipv6ClusterIp !== undefined
  for (const family of hasV6 ? ([4, 6] as const) : ([4] as const)) {
    const own = endpoints.filter(({ address }) => familyOf(address) === family)
    store.put('/apis/discovery.k8s.io/v1/endpointslices', makeSliceObject(service, family, own))
  }
}
