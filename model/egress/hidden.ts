/** What must not be said to somebody who sees some namespaces only: addresses and names of all others. */
import type { Cluster } from '../cluster.ts'

type Naming = Pick<Cluster, 'services' | 'pods' | 'nodes'>

export interface Hidden {
  readonly addresses: ReadonlySet<string>
  /** `NAMESPACE/NAME` of Services and Pods. */
  readonly names: ReadonlySet<string>
}

/**
 * An address of a Pod counts for its Pod, whatever Service names it besides: whoever may write EndpointSlices of one
 * namespace could name Pods of another. Addresses of nodes are nobody's secret.
 */
export function hiddenIn({ services, pods, nodes }: Naming, sees: (namespace: string) => boolean): Hidden {
  const addresses = new Set<string>()
  const names = new Set<string>()
  const own = new Set<string>()
  for (const { id, namespace, clusterIps, externalIps, loadBalancerIps, endpoints } of services.values()) {
    if (sees(namespace)) {
      for (const { address, pod } of endpoints) if (pod === null || sees(namespaceOf(pod))) own.add(address)
      continue
    }
    names.add(id)
    for (const address of [...clusterIps, ...externalIps, ...loadBalancerIps]) addresses.add(address)
  }
  for (const { namespace, endpoints } of services.values())
    for (const { address, pod } of endpoints) {
      if (pod !== null && !sees(namespaceOf(pod))) names.add(pod)
      if (pod === null ? !sees(namespace) && !own.has(address) : !sees(namespaceOf(pod))) addresses.add(address)
    }
  for (const pod of pods.values()) {
    if (sees(pod.namespace)) continue
    names.add(pod.id)
    for (const address of pod.addresses) addresses.add(address)
  }
  for (const { kube } of nodes.values()) for (const address of kube?.addresses ?? []) addresses.delete(address)
  return { addresses, names }
}

/** `NAMESPACE/NAME` to its first half. */
export const namespaceOf = (id: string): string => id.slice(0, id.indexOf('/'))

/** Whether any text within a value has something hidden in it. What was looked through once is not again. */
export function makeMentions({ addresses, names }: Hidden): (value: unknown) => boolean {
  const known = new WeakMap<object, boolean>()
  const inText = (text: string): boolean => {
    for (const [found] of text.toLowerCase().matchAll(addressLike)) {
      const address = found.replace(/[.:]+$/, '')
      if (addresses.has(found) || addresses.has(address) || addresses.has(address.replace(/\.\d+$/, ''))) return true
    }
    for (const [found] of text.matchAll(nameLike)) if (names.has(found)) return true
    return false
  }
  const mentions = (value: unknown): boolean => {
    if (typeof value === 'string') return inText(value)
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false
    const before = known.get(value)
    if (before !== undefined) return before
    const parts =
      value instanceof Map ? [...value.keys(), ...value.values()] : [...Object.keys(value), ...Object.values(value)]
    const is = parts.some(mentions)
    known.set(value, is)
    return is
  }
  return mentions
}

/** IPv4, IPv6; tcpdump writes a port behind either with a dot. */
const addressLike = /\d+\.\d+\.\d+\.\d+|[0-9a-f]*:[0-9a-f:]*:[0-9a-f.:]*/g
const nameLike = /[a-z0-9.-]+\/[a-z0-9.-]+/g
