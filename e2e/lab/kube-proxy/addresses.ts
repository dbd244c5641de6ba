/** What goes with the table: ClusterIPs on kube-ipvs0, and the sets the masquerade rules ask. */
import type { Family } from '#model/address.ts'
import type { NodeName } from '#model/ids.ts'
import type { EndpointSlice } from '#model/kube/endpoint-slice.ts'
import { clusterIpOf, type KubeService } from '#model/kube/service.ts'
import type { VirtualServer } from '#model/topology.ts'

/** The addresses kube-ipvs0 must have: those of the virtual servers but the node's own. */
export const boundAddresses = (want: readonly VirtualServer[], own: readonly string[]): string[] => [
  ...new Set(
    want.flatMap(({ match }) => (match.protocol === 'FWM' || own.includes(match.address) ? [] : [match.address])),
  ),
]

/** As kube-proxy names its sets, by family. */
const setName = (family: Family, name: string): string => `KUBE-${family === 6 ? '6-' : ''}${name}`

/** Entries as `ipset` words them, each with its set's name first. */
export function setEntries(services: Iterable<KubeService>, slices: Iterable<EndpointSlice>, node: NodeName): string[] {
  return [
    ...[...services].flatMap((service) => families.flatMap((family) => entriesOfService(service, family))),
    ...[...slices].flatMap((slice) => loopBackEntries(slice, node)),
  ]
}

const families = [4, 6] as const

function entriesOfService(service: KubeService, family: Family): string[] {
  const address = clusterIpOf(service, family)
  if (address === null) return []
  return service.ports.flatMap(({ protocol, port, nodePort }) => [
    `${setName(family, 'CLUSTER-IP')} ${address},${protocol.toLowerCase()}:${port}`,
    ...(nodePort === 0 || protocol !== 'TCP'
      ? []
      : nodePortSets(service).map((name) => `${setName(family, name)} ${nodePort}`)),
  ])
}

/** The lab's node ports are TCP's. Those of policy Local are in both sets; the rule for Local comes first. */
const nodePortSets = ({ externalTrafficPolicy }: KubeService): string[] => [
  'NODE-PORT-TCP',
  ...(externalTrafficPolicy === 'Local' ? ['NODE-PORT-LOCAL-TCP'] : []),
]

/** A Pod that asks its own Service and is chosen itself must not see its own address as client. */
const loopBackEntries = ({ family, endpoints, ports }: EndpointSlice, node: NodeName): string[] =>
  endpoints
    .filter((endpoint) => endpoint.node === node)
    .flatMap(({ address }) =>
      ports.map(
        ({ protocol, port }) =>
          `${setName(family, 'LOOP-BACK')} ${address},${protocol.toLowerCase()}:${port},${address}`,
      ),
    )
