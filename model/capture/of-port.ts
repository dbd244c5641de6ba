/** What a capture of a Service port keeps on a node: packets to or from its addresses and its real servers, in tunnels too. */
import type { Cluster, Node } from '../cluster.ts'
import { type NamedServicePort, targetsOf } from '../service-port.ts'
import { factOf } from '../sources/facts-of.ts'
import { type CaptureFilter, captureLimits } from './question.ts'
import { tunnelsIn } from './tunnels.ts'

export interface PortFilter {
  readonly filter: CaptureFilter
  /** Real servers beyond what a filter can name: those of the node itself are never among them. */
  readonly leftOut: number
}

type Known = Pick<Cluster, 'nodes' | 'facts'>

/** Null while the port has neither address nor endpoint. */
export function filterOfPort(cluster: Known, named: NamedServicePort, node: Node): PortFilter | null {
  const { service, port } = named
  const { protocol } = port
  const addresses = targetsOf(named, { nodes: new Map([[node.name, node]]) })
  const reals = service.endpoints
    .flatMap((endpoint) =>
      endpoint.ports
        .filter((each) => each.name === port.name && each.protocol === protocol)
        .map((each) => ({ address: endpoint.address, port: each.port, isHere: endpoint.node === node.name })),
    )
    .sort((a, b) => Number(b.isHere) - Number(a.isHere))
  const all = [...addresses, ...reals]
  if (all.length === 0) return null
  const devices = factOf(cluster, node, 'devices')
  const ends = all
    .slice(0, captureLimits.ends)
    .map(({ address, port: number }) => ({ protocol, address, port: number }))
  return {
    filter: {
      ends,
      peers: [],
      tunnels: devices?.is === 'read' ? tunnelsIn(devices.value.entries) : [],
      errors: true,
    },
    leftOut: all.length - ends.length,
  }
}
