/** A Service then and now: what it says of itself, its ports, its endpoints. */
import type { Endpoint, Service } from '../cluster.ts'
import { equal } from '../equal.ts'
import type { EndpointBrief, EndpointState, FieldChange, PartChange, PortBrief, ThingChange } from './comparison.ts'
import { comparePairs } from './pairs.ts'

export type ObjectChange = Pick<ThingChange, 'is' | 'fields' | 'ports' | 'endpoints'>

/** Null when they are alike. When it changed last is no property of it. */
export function compareService(before: Service | undefined, after: Service | undefined): ObjectChange | null {
  if (before === after || (before && after && equal({ ...before, changedAt: 0 }, { ...after, changedAt: 0 })))
    return null
  const change = {
    fields: before && after ? compareFields(before, after) : [],
    ports: comparePairs(portsOf(before), portsOf(after)),
    endpoints: compareEndpoints(before, after),
  }
  if (before === undefined) return { is: 'appeared', ...change }
  if (after === undefined) return { is: 'vanished', ...change }
  const isOther = change.fields.length + change.ports.length + change.endpoints.length > 0
  return isOther ? { is: 'changed', ...change } : null
}

const list = (values: readonly string[]): string | null => values.join(' ') || null
const seconds = (value: number | null): string | null => (value === null ? null : `${value} s`)
const flag = (value: boolean): string | null => (value ? 'yes' : null)

/** By the names these have in a manifest, where they have one. */
const fields: Readonly<Record<string, (service: Service) => string | null>> = {
  uid: ({ uid }) => uid,
  type: ({ type }) => type,
  clusterIPs: ({ clusterIps, headless }) => (headless ? 'None' : list(clusterIps)),
  externalName: ({ externalName }) => externalName || null,
  externalIPs: ({ externalIps }) => list(externalIps),
  loadBalancerIPs: ({ loadBalancerIps }) => list(loadBalancerIps),
  sessionAffinity: ({ affinitySeconds }) => seconds(affinitySeconds),
  internalTrafficPolicy: ({ internalTrafficPolicy }) => internalTrafficPolicy,
  externalTrafficPolicy: ({ externalTrafficPolicy }) => externalTrafficPolicy,
  scheduler: ({ scheduler }) => scheduler,
  servedByAnother: ({ servedByAnother }) => flag(servedByAnother),
  selector: ({ hasSelector }) => flag(hasSelector),
}

function compareFields(left: Service, right: Service): FieldChange[] {
  return Object.entries(fields).flatMap(([field, read]) => {
    const [before, after] = [read(left), read(right)]
    return before === after ? [] : [{ field, before, after }]
  })
}

const portsOf = (service: Service | undefined): ReadonlyMap<string, PortBrief> =>
  new Map(
    (service?.ports ?? []).map(({ port, protocol, name, targetPort, nodePort }) => [
      `${port}/${protocol}`,
      { name, targetPort, nodePort },
    ]),
  )

/** Endpoints of both sides, as maps by address, only where the lists are others. */
function compareEndpoints(before: Service | undefined, after: Service | undefined): PartChange<EndpointBrief>[] {
  if (before?.endpoints === after?.endpoints) return []
  return comparePairs(endpointsOf(before), endpointsOf(after))
}

function endpointsOf(service: Service | undefined): ReadonlyMap<string, EndpointBrief> {
  const found = new Map<string, EndpointBrief>()
  for (const endpoint of service?.endpoints ?? []) {
    const { address, node, pod } = endpoint
    const ports = endpoint.ports.map(({ port, protocol }) => `${port}/${protocol}`)
    const known = found.get(address)
    const all = known ? [...new Set([...known.ports, ...ports])] : ports
    found.set(address, { state: stateOf(endpoint), node, pod, ports: all.sort() })
  }
  return found
}

const stateOf = ({ ready, serving, terminating }: Endpoint): EndpointState =>
  terminating ? (serving ? 'serving' : 'terminating') : ready ? 'ready' : 'not-ready'

export const countReady = (service: Service | undefined): number =>
  (service?.endpoints ?? []).filter(({ ready }) => ready).length
