/** What every kube-proxy of the demo knows of the API: Services with their slices, kept up by the store's own changes. */
import type { ServiceId } from '#model/ids.ts'
import { type EndpointSlice, reshapeEndpointSlice } from '#model/kube/endpoint-slice.ts'
import { type KubeService, reshapeService } from '#model/kube/service.ts'
import type { Store } from '../kube-api/store.ts'

export interface Mirror {
  services(): readonly ServiceId[]
  service(id: ServiceId): KubeService | null
  slices(id: ServiceId): readonly EndpointSlice[]
}

/** Tells of every Service something changed for. */
export function makeMirror(store: Store, changed: (service: ServiceId) => void): Mirror {
  const services = new Map<ServiceId, KubeService>()
  const slices = new Map<ServiceId, Map<string, EndpointSlice>>()

  store.subscribe('/api/v1/services', ({ type, object }) => {
    const service = reshapeService(object)
    if (service === null) return
    if (type === 'DELETED') services.delete(service.id)
    else services.set(service.id, service)
    changed(service.id)
  })
  store.subscribe('/apis/discovery.k8s.io/v1/endpointslices', ({ type, object }) => {
    const slice = reshapeEndpointSlice(object)
    if (slice === null) return
    const of = slices.get(slice.service) ?? new Map<string, EndpointSlice>()
    slices.set(slice.service, of)
    if (type === 'DELETED') of.delete(slice.id)
    else of.set(slice.id, slice)
    changed(slice.service)
  })
  return {
    services: () => [...services.keys()],
    service: (id) => services.get(id) ?? null,
    slices: (id) => [...(slices.get(id)?.values() ?? [])],
  }
}
