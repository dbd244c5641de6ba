/** What a virtual server is drawn as: the Service it stands for, or itself. */
import type { Cluster, Service } from '#model/cluster.ts'
import type { VirtualServerKey } from '#model/ids.ts'
import { isProxied } from '#model/kube-proxy/want.ts'
import { serviceThing, type ThingId, virtualThing } from '#model/thing.ts'
import { nodePortAddressesOf, tiesOfService } from '#model/tie.ts'

export type ThingOf = (key: VirtualServerKey) => ThingId

/**
 * The same ties as `makeTieIndex`. A node port is found by its number and not listed once for each
 * node: a thousand nodes with a hundred node ports would make a hundred thousand entries.
 */
export function makeThingOf({ services, nodes }: Pick<Cluster, 'services' | 'nodes'>): ThingOf {
  const direct = new Map<VirtualServerKey, ThingId>()
  const byNodePort = new Map<string, ThingId>()
  for (const service of services.values()) {
    const { id, keys, nodePorts } = standsAt(service)
    for (const key of keys) direct.set(key, id)
    for (const port of nodePorts) byNodePort.set(port, id)
  }
  const addresses = byNodePort.size === 0 ? null : new Set([...nodes.values()].flatMap(nodePortAddressesOf))
  const made = new Map<VirtualServerKey, ThingId>()
  return (key) => {
    const known = direct.get(key) ?? made.get(key)
    if (known !== undefined) return known
    const { nodePort, address } = partsOf(key)
    const id = (addresses?.has(address) ? byNodePort.get(nodePort) : undefined) ?? virtualThing(key)
    made.set(key, id)
    return id
  }
}

/** `TCP [fd00::1]:80` to `TCP:80` and `fd00::1`. */
function partsOf(key: VirtualServerKey): { nodePort: string; address: string } {
  const [space, colon] = [key.indexOf(' '), key.lastIndexOf(':')]
  return {
    nodePort: key.slice(0, space) + key.slice(colon),
    address: key.slice(space + 1, colon).replace(/^\[|\]$/g, ''),
  }
}

interface Stand {
  readonly id: ThingId
  readonly keys: readonly VirtualServerKey[]
  /** `TCP:30080`. */
  readonly nodePorts: readonly string[]
}

const stands = new WeakMap<Service, Stand>()

/** `service:NS/NAME`, always the same text: it is looked up by the thousand. */
export const thingOfService = (service: Service): ThingId => standsAt(service).id

/** Worked out once for each Service as it is. */
function standsAt(service: Service): Stand {
  const known = stands.get(service)
  if (known !== undefined) return known
  const ported = isProxied(service) ? service.ports.filter(({ nodePort }) => nodePort !== 0) : []
  const made: Stand = {
    id: serviceThing(service.id),
    keys: tiesOfService(service, []).map(([key]) => key),
    nodePorts: ported.map(({ protocol, nodePort }) => `${protocol}:${nodePort}`),
  }
  stands.set(service, made)
  return made
}
