/** What a virtual server is drawn and summed as: the Service it stands for, or itself. */
import type { Cluster, Service } from './cluster.ts'
import type { ServiceId, VirtualServerKey } from './ids.ts'
import { isProxied } from './kube-proxy/want.ts'
import { serviceThing, type ThingId, virtualThing } from './thing.ts'
import { nodePortAddressesOf, tiesOfService } from './tie.ts'

export type ThingOf = (key: VirtualServerKey) => ThingId

const made = new WeakMap<Cluster['services'], { readonly nodes: Cluster['nodes']; readonly thingOf: ThingOf }>()

/** Worked out once for Services and nodes as they are. */
export function thingOfIn({ services, nodes }: Pick<Cluster, 'services' | 'nodes'>): ThingOf {
  const known = made.get(services)
  if (known?.nodes === nodes) return known.thingOf
  const thingOf = makeThingOf({ services, nodes })
  made.set(services, { nodes, thingOf })
  return thingOf
}

const servicePrefix = serviceThing('' as ServiceId)

/** The Service a thing is; undefined when it is another kind of thing, or is not there. */
export const serviceOf = ({ services }: Pick<Cluster, 'services'>, thing: ThingId): Service | undefined =>
  thing.startsWith(servicePrefix) ? services.get(thing.slice(servicePrefix.length) as ServiceId) : undefined

/**
 * The same ties as `makeTieIndex`. A node port is found by its number and not listed once for each
 * node: a thousand nodes with a hundred node ports would make a hundred thousand entries.
 */
export function makeThingOf({ services, nodes }: Pick<Cluster, 'services' | 'nodes'>): ThingOf {
  const direct = new Map<VirtualServerKey, ThingId>()
  const byNodePort = new Map<string, ThingId>()
  for (const service of services.values()) {
    const { thing, keys, nodePorts } = standsAt(service)
    for (const key of keys) direct.set(key, thing)
    for (const port of nodePorts) byNodePort.set(port, thing)
  }
  const addresses = byNodePort.size === 0 ? null : new Set([...nodes.values()].flatMap(nodePortAddressesOf))
  return (key) => {
    const known = direct.get(key)
    if (known !== undefined) return known
    if (addresses !== null) {
      const { nodePort, address } = partsOf(key)
      const thing = addresses.has(address) ? byNodePort.get(nodePort) : undefined
      if (thing !== undefined) return thing
    }
    return virtualThing(key)
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
  readonly thing: ThingId
  readonly keys: readonly VirtualServerKey[]
  /** `TCP:30080`. */
  readonly nodePorts: readonly string[]
}

const stands = new WeakMap<Service, Stand>()

/** Worked out once for each Service as it is. */
function standsAt(service: Service): Stand {
  const known = stands.get(service)
  if (known !== undefined) return known
  const ported = isProxied(service) ? service.ports.filter(({ nodePort }) => nodePort !== 0) : []
  const made: Stand = {
    thing: serviceThing(service.id),
    keys: tiesOfService(service, []).map(([key]) => key),
    nodePorts: ported.map(({ protocol, nodePort }) => `${protocol}:${nodePort}`),
  }
  stands.set(service, made)
  return made
}
