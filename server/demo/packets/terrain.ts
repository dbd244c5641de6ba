/** The network as packets meet it: nodes with their routes and devices, the Pods on them, and who listens where. */

import type { SimulatedDevice } from '../kernel/devices.ts'
import type { SimulatedKernel } from '../kernel/kernel.ts'
import { caliDevice, type NodeNetwork, tunnelAddressOf } from '../kernel/network.ts'
import { findRoute, type Route } from '../kernel/routes.ts'

export interface Ground {
  readonly name: string
  /** Empty for none. */
  readonly zone: string
  readonly network: NodeNetwork
  readonly simulated: SimulatedKernel
}

export interface Terrain {
  readonly nodes: ReadonlyMap<string, Ground>
  /** Router of the LAN: it takes whatever it is sent, and forgets what is for nobody behind it. */
  readonly gateway: string
  /** Whether somebody takes connections there. */
  listens(address: string, port: number): boolean
}

/** The node with this address on the LAN. */
export function nodeAt({ nodes }: Terrain, address: string): Ground | null {
  for (const ground of nodes.values()) {
    if (ground.network.address === address || ground.network.ipv6 === address) return ground
  }
  return null
}

/** Its own addresses, and those on its kube-ipvs0. */
export function isLocal({ network, simulated }: Ground, address: string): boolean {
  if (address === network.address || address === network.ipv6 || address === tunnelAddressOf(network)) return true
  return simulated.table.servers.some(({ match }) => match.protocol !== 'FWM' && match.address === address)
}

/** The host's end of the link of the node's own Pod; null when no Pod there has this address. */
export function podDeviceOf({ simulated }: Ground, address: string): SimulatedDevice | null {
  const pod = simulated.pods().find((each) => each.address === address || each.ipv6 === address)
  return pod ? simulated.devices.named(caliDevice(pod.namespace, pod.name)) : null
}

export const routeTo = ({ simulated }: Ground, address: string): Route | null => findRoute(simulated.routes(), address)

export const lanDeviceOf = ({ network, simulated }: Ground): SimulatedDevice => simulated.devices.named(network.device)!

/** Where an address of the cluster is: at a Pod, or at a node itself. */
export type Site =
  | { readonly is: 'process'; readonly node: Ground }
  | { readonly is: 'pod'; readonly node: Ground; readonly device: SimulatedDevice }

export function siteOf(terrain: Terrain, address: string): Site | null {
  for (const node of terrain.nodes.values()) {
    const device = podDeviceOf(node, address)
    if (device) return { is: 'pod', node, device }
  }
  const node = nodeAt(terrain, address)
  return node && { is: 'process', node }
}
