/** Which node runs the real server behind an address: by the Service's endpoints, else by the Pod that has the address. */
import type { Cluster, Service } from '../cluster.ts'
import type { NodeName, PodId } from '../ids.ts'
import { podsByAddress } from '../pods.ts'

interface Place {
  readonly node: NodeName | null
  readonly pod: PodId | null
}

const places = new WeakMap<Service, ReadonlyMap<string, Place>>()

function placesOf(service: Service): ReadonlyMap<string, Place> {
  const known = places.get(service)
  if (known !== undefined) return known
  const made = new Map(service.endpoints.map(({ address, node, pod }) => [address, { node, pod }]))
  places.set(service, made)
  return made
}

/** Empty text where it is not known. */
export function hostOf(cluster: Pick<Cluster, 'pods'>, service: Service | undefined, address: string): string {
  const place = service && placesOf(service).get(address)
  if (place?.node) return place.node
  const pod = place === undefined ? podsByAddress(cluster).get(address) : place.pod
  return (pod && cluster.pods.get(pod)?.node) ?? ''
}

/** Whether the Service's endpoints alone say where all these are. */
export const namesAll = (service: Service | undefined, addresses: readonly string[]): boolean =>
  service !== undefined && addresses.every((address) => Boolean(placesOf(service).get(address)?.node))
