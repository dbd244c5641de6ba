/** Ways to break a node, each as it is met in life: what changes in its kernel, and in what its agent reads of it. */
import type { SimulatedKernel } from '../kernel/kernel.ts'
import type { NodeSketch } from '../scenarios/sketch.ts'

/**
 * `drop-at-tunnel`: a firewall rule drops packets to Pods of other nodes · `wrong-route`: the route to their blocks leads to
 * an address of the LAN nobody has · `pod-not-listening`: Pods of the node have no process at their ports any more · `no-masquerade`: `vs.conntrack`
 * is off · `missing-real-server`: the Service's real servers are gone from the node's table · `mtu-too-small`: the
 * tunnel of the Pods' node takes less than an answer needs, and nobody is told.
 */
export const faultKinds = [
  'drop-at-tunnel',
  'wrong-route',
  'pod-not-listening',
  'no-masquerade',
  'missing-real-server',
  'mtu-too-small',
] as const
export type FaultKind = (typeof faultKinds)[number]

export interface FaultPlace {
  readonly node: NodeSketch
  readonly simulated: SimulatedKernel
  /** An address of the LAN nobody has. */
  readonly nobody: string
  /** Blocks of the other nodes it is about. */
  readonly blocks: readonly string[]
  /** `ADDRESS PORT` of the node's own Pods it is about. */
  readonly podPorts: readonly string[]
  /** Addresses its Service is asked at; null where it is about no Service. */
  readonly serviceAddresses: readonly string[] | null
}

const smallMtu = 600

/** Null when done, else why not. */
export function breakNode(kind: FaultKind, place: FaultPlace): string | null {
  const { node, simulated, nobody, blocks, podPorts, serviceAddresses } = place
  const damage = simulated.damage()
  switch (kind) {
    case 'drop-at-tunnel':
      if (blocks.length === 0) return `No Pod of it is on another node than ${node.name}.`
      simulated.setDamage({ ...damage, droppedBlocks: [...damage.droppedBlocks, ...blocks] })
      return null
    case 'wrong-route': {
      if (blocks.length === 0) return `No Pod of it is on another node than ${node.name}.`
      const strayRoutes = new Map([...damage.strayRoutes, ...blocks.map((block) => [block, nobody] as const)])
      simulated.setDamage({ ...damage, strayRoutes })
      return null
    }
    case 'pod-not-listening':
      if (podPorts.length === 0) return `No Pod of it is on ${node.name}.`
      simulated.setDamage({ ...damage, closedPorts: new Set([...damage.closedPorts, ...podPorts]) })
      return null
    case 'no-masquerade':
      simulated.setDamage({ ...damage, settings: { ...damage.settings, 'vs.conntrack': '0' } })
      return null
    case 'mtu-too-small':
      simulated.setDamage({ ...damage, tunnelMtu: smallMtu })
      return null
    case 'missing-real-server': {
      if (serviceAddresses === null) return 'missing-real-server wants a Service: add service=NAMESPACE/NAME.'
      const { table } = simulated
      simulated.comeUp()
      for (const { key, match, destinations } of table.servers) {
        if (match.protocol === 'FWM' || !serviceAddresses.includes(match.address)) continue
        for (const { address, port } of [...destinations]) table.removeReal(key, address, port)
      }
      return null
    }
  }
}
