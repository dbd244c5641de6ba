/** What goes with the table: ClusterIPs on kube-ipvs0, and the sets the masquerade rules ask. */
import type { NodeName } from '#model/ids.ts'
import type { EndpointSlice } from '#model/kube/endpoint-slice.ts'
import { clusterIpOf, type KubeService } from '#model/kube/service.ts'
import type { VirtualServer } from '#model/topology.ts'

/** The IPv4 addresses kube-ipvs0 must have: those of the virtual servers but the node's own. */
export const boundAddresses = (want: readonly VirtualServer[], own: readonly string[]): string[] => [
  ...new Set(
    want.flatMap(({ match }) =>
      match.protocol === 'FWM' || match.address.includes(':') || own.includes(match.address) ? [] : [match.address],
    ),
  ),
]

/** Entries as `ipset` words them, each with its set's name first. */
export function setEntries(services: Iterable<KubeService>, slices: Iterable<EndpointSlice>, node: NodeName): string[] {
  const entries: string[] = []
  for (const service of services) {
    const address = clusterIpOf(service, 4)
    if (address === null) continue
    for (const port of service.ports) {
      entries.push(`KUBE-CLUSTER-IP ${address},${port.protocol.toLowerCase()}:${port.port}`)
    }
  }
  for (const slice of slices) {
    if (slice.family !== 4) continue
    for (const { address, node: where } of slice.endpoints) {
      if (where !== node) continue
      for (const port of slice.ports) {
        entries.push(`KUBE-LOOP-BACK ${address},${port.protocol.toLowerCase()}:${port.port},${address}`)
      }
    }
  }
  return entries
}
