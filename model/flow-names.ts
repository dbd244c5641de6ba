/** Names of the addresses a connection has: whose they are in Kubernetes. */
import type { Cluster, Service } from './cluster.ts'
import type { FlowRow } from './flow.ts'
import { makeVirtualServerKey, type NodeName, type PodId } from './ids.ts'
import { podsByAddress } from './pods.ts'
import { nodePortAddressesOf, type Tie, tiesOfService } from './tie.ts'

/** Whose an address is. */
export type Owner =
  | { readonly is: 'pod'; readonly pod: PodId }
  | { readonly is: 'node'; readonly node: NodeName }
  /** A process of the node that holds the connection: its request has the virtual address as source until it is translated. */
  | { readonly is: 'own-process'; readonly node: NodeName }
  /** An address of no Pod and no node that is known. */
  | { readonly is: 'unnamed' }

export type Virtual = Pick<FlowRow, 'node' | 'protocol' | 'virtual'>

export interface FlowNames {
  owner(address: string): Owner
  client(row: FlowRow): Owner
  backend(row: FlowRow): Owner
  /** Who lends the client the address the real server sees; null while that is not known. */
  source(row: FlowRow): Owner | null
  service(row: Virtual): Tie | null
}

export function makeFlowNames(cluster: Pick<Cluster, 'services' | 'nodes' | 'pods'>): FlowNames {
  const pods = podsByAddress(cluster)
  const service = makeTieFinder([...cluster.services.values()], cluster)
  const nodes = new Map<string, NodeName>()
  for (const { name, addresses, kube } of cluster.nodes.values())
    for (const address of [...addresses.map((each) => each.address), ...(kube?.addresses ?? [])])
      if (address !== '127.0.0.1' && address !== '::1') nodes.set(address, name)

  const ownerOf = (address: string): Owner => {
    const pod = pods.get(address)
    if (pod !== undefined) return { is: 'pod', pod }
    const node = nodes.get(address)
    return node === undefined ? { is: 'unnamed' } : { is: 'node', node }
  }
  return {
    owner: ownerOf,
    service,
    client: ({ client, virtual, node }) =>
      client.address === virtual.address ? { is: 'own-process', node } : ownerOf(client.address),
    source: ({ source }) => source && ownerOf(source.address),
    backend(row) {
      const tie = service(row)
      const endpoints = tie === null ? [] : (cluster.services.get(tie.service)?.endpoints ?? [])
      const pod = endpoints.find(({ address }) => address === row.real.address)?.pod
      return pod ? { is: 'pod', pod } : ownerOf(row.real.address)
    },
  }
}

/**
 * Which Service of some explains what a connection asked for; null for none of them. A node port counts on the
 * addresses of the node whose kernel holds the connection.
 */
export function makeTieFinder(
  services: readonly Service[],
  { nodes }: Pick<Cluster, 'nodes'>,
): (row: Virtual) => Tie | null {
  const ties = new Map<string, Tie>()
  const nodePorts = new Map<string, Tie>()
  for (const service of services) {
    for (const [key, tie] of tiesOfService(service, [])) ties.set(key, tie)
    for (const [, tie] of tiesOfService(service, [''])) {
      if (tie.role === 'node-port') nodePorts.set(`${tie.port.protocol} ${tie.port.nodePort}`, tie)
    }
  }
  return ({ protocol, virtual, node }) => {
    const tie = ties.get(makeVirtualServerKey(protocol, virtual.address, virtual.port))
    if (tie !== undefined) return tie
    const nodePort = nodePorts.get(`${protocol} ${virtual.port}`)
    const there = nodePort && nodes.get(node)
    return there && nodePortAddressesOf(there).includes(virtual.address) ? nodePort : null
  }
}
