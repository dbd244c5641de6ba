/** Services with their endpoints. */
import type { Cluster, Endpoint, Service } from '../cluster.ts'
import { equal } from '../equal.ts'
import type { ServiceId } from '../ids.ts'
import type { EndpointSlice } from '../kube/endpoint-slice.ts'
import type { Inventory } from '../kube/index.ts'
import type { ServiceInput } from '../wanted-tables.ts'
import type { JoinInput } from './input.ts'
import { keepSame } from './keep.ts'

/** Each Service with its slices; the pair is the same object while both are. */
export function makeServiceInputs(): (inventory: Inventory) => ReadonlyMap<ServiceId, ServiceInput> {
  let last: { inventory: Inventory; made: ReadonlyMap<ServiceId, ServiceInput> } | null = null
  return (inventory) => {
    if (last?.inventory.services === inventory.services && last.inventory.endpointSlices === inventory.endpointSlices) {
      return last.made
    }
    const slices = new Map<ServiceId, EndpointSlice[]>()
    for (const slice of inventory.endpointSlices.values()) {
      const known = slices.get(slice.service)
      if (known) known.push(slice)
      else slices.set(slice.service, [slice])
    }
    const made = new Map<ServiceId, ServiceInput>()
    for (const service of inventory.services.values()) {
      const own = (slices.get(service.id) ?? []).sort((a, b) => (a.id < b.id ? -1 : 1))
      const before = last?.made.get(service.id)
      const same = before?.service === service && sameList(before.slices, own)
      made.set(service.id, same ? before : { service, slices: own })
    }
    last = { inventory, made }
    return made
  }
}

const sameList = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((entry, index) => entry === b[index])

/** Services with their endpoints; the same objects while Service and slices are. */
export function makeServices() {
  const joined = new WeakMap<ServiceInput, Service>()
  return (
    before: Cluster,
    input: JoinInput,
    inputs: ReadonlyMap<ServiceId, ServiceInput>,
    inventoryWasKnown: boolean,
  ): ReadonlyMap<ServiceId, Service> => {
    // What the first listing tells is how things are, not a change.
    const now = inventoryWasKnown ? input.at : 0
    const made = new Map<ServiceId, Service>()
    for (const [id, one] of inputs) {
      const known = before.services.get(id)
      if (known !== undefined && joined.get(one) === known) made.set(id, known)
      else {
        const service = joinService(known, one, now)
        joined.set(one, service)
        made.set(id, service)
      }
    }
    return keepSame(before.services, made)
  }
}

function joinService(known: Service | undefined, { service, slices }: ServiceInput, now: number): Service {
  const endpoints: Endpoint[] = slices.flatMap((slice) =>
    slice.endpoints.map((endpoint) => ({ ...endpoint, ports: slice.ports })),
  )
  const joined: Service = { ...service, endpoints, changedAt: known?.changedAt ?? now }
  if (known === undefined) return joined
  return equal(known, joined) ? known : { ...joined, changedAt: now }
}
