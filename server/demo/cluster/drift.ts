/** What somebody with `ipvsadm` does to a node behind kube-proxy's back. */
import { formatIpv4, parseIpv4 } from '#model/address.ts'
import { makeVirtualServerKey } from '#model/ids.ts'
import { clusterIpOf, type KubeService } from '#model/kube/service.ts'
import type { SimulatedTable } from '../kernel/table.ts'
import type { NodeSketch } from '../scenarios/sketch.ts'

/** Deletes the Service's first real server on this node and, if asked, adds one no Pod has. Null when done, else why not. */
export function driftService(
  table: SimulatedTable,
  service: KubeService | null,
  node: NodeSketch,
  isForeignAdded: boolean,
): string | null {
  const address = service && clusterIpOf(service, 4)
  const port = service?.ports[0]
  if (!address || !port) return 'There is no such Service with a ClusterIP and a port in this scenario.'
  const key = makeVirtualServerKey(port.protocol, address, port.port)
  const [first] = [...(table.find(key)?.destinations ?? [])].sort((a, b) => a.key - b.key)
  if (first === undefined) return `The Service ${service.id} has no real server on ${node.name}.`
  table.removeReal(key, first.address, first.port)
  if (isForeignAdded) {
    const [block = ''] = node.podBlock.split('/')
    const foreign = formatIpv4(((parseIpv4(block) ?? 0) + 62) >>> 0)
    table.addReal(key, { address: foreign, port: first.port, forward: 'Masq', weight: 1 })
  }
  return null
}
