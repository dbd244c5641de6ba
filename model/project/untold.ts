/**
 * Pods no EndpointSlice tells enough of: those behind rows the row's own Service has no endpoint
 * for, and those of endpoints without a node. All others are named by the endpoints.
 */
import type { Cluster, Service } from '../cluster.ts'
import type { PodId } from '../ids.ts'
import { podsByAddress } from '../pods.ts'
import { thingIndexOf } from '../thing-index.ts'
import { serviceOf } from '../thing-of.ts'
import type { VirtualServer } from '../topology.ts'
import { keepMap, pick } from './keep.ts'

type Structure = Pick<Cluster, 'services' | 'nodes' | 'pods' | 'virtualServers'>

export function makeUntold(): (cluster: Structure) => Cluster['pods'] {
  const leftOver = new WeakMap<
    VirtualServer,
    { readonly service: Service | null; readonly addresses: readonly string[] }
  >()
  const unplaced = new WeakMap<Service, readonly PodId[]>()
  let last: { readonly of: Structure; readonly pods: Cluster['pods'] } | null = null

  const leftOverOf = (server: VirtualServer, service: Service | null): readonly string[] => {
    const known = leftOver.get(server)
    if (known !== undefined && known.service === service) return known.addresses
    const told = new Set(service?.endpoints.map(({ address }) => address))
    const addresses = server.realServers.flatMap(({ address }) => (told.has(address) ? [] : [address]))
    leftOver.set(server, { service, addresses })
    return addresses
  }
  const unplacedOf = (service: Service): readonly PodId[] => {
    const known = unplaced.get(service)
    if (known !== undefined) return known
    const made = service.endpoints.flatMap(({ node, pod }) => (node === null && pod !== null ? [pod] : []))
    unplaced.set(service, made)
    return made
  }

  return (cluster) => {
    if (last !== null && isSame(last.of, cluster)) return last.pods
    const wanted = new Set<PodId>()
    for (const service of cluster.services.values()) for (const pod of unplacedOf(service)) wanted.add(pod)
    for (const [thing, hashes] of thingIndexOf(cluster).byThing) {
      const service = serviceOf(cluster, thing) ?? null
      for (const hash of hashes) {
        for (const address of leftOverOf(cluster.virtualServers.get(hash)!, service)) {
          const pod = podsByAddress(cluster).get(address)
          if (pod !== undefined) wanted.add(pod)
        }
      }
    }
    const pods = pick(cluster.pods, [...wanted].sort())
    last = { of: cluster, pods: last === null ? pods : keepMap(last.pods, pods) }
    return last.pods
  }
}

const isSame = (a: Structure, b: Structure): boolean =>
  a.services === b.services && a.nodes === b.nodes && a.pods === b.pods && a.virtualServers === b.virtualServers
