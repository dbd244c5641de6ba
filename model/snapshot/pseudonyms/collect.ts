/** All that names somebody in a cluster. */
import { normaliseAddress } from '../../address.ts'
import type { Cluster } from '../../cluster.ts'
import { collectionNames } from '../../diff.ts'
import type { Steps } from '../../steps.ts'
import { type ChangeText, mapLeaves } from '../leaves-of.ts'
import { type Collection, collections } from '../v1/collections.ts'
import { leaves } from '../v1/leaves.ts'
import { isWords, serviceIn, splitReal, tokens } from './texts.ts'

export interface Found {
  readonly nodes: Set<string>
  readonly services: Set<string>
  readonly pods: Set<string>
  readonly namespaces: Set<string>
  readonly zones: Set<string>
  readonly addresses: Set<string>
}

export function* collect(cluster: Cluster): Steps<Found> {
  const found: Found = {
    nodes: new Set(),
    services: new Set(),
    pods: new Set(),
    namespaces: new Set(),
    zones: new Set(),
    addresses: new Set(),
  }
  const address = (text: string) => {
    const normal = normaliseAddress(text)
    if (normal !== null) found.addresses.add(normal)
  }
  const note: ChangeText = (leaf, text) => {
    if (leaf === leaves.nodeName) found.nodes.add(text)
    else if (leaf === leaves.serviceId) found.services.add(text)
    else if (leaf === leaves.servicePortId) found.services.add(serviceIn(text))
    else if (leaf === leaves.podId) found.pods.add(text)
    else if (leaf === leaves.zone) found.zones.add(text)
    else if (leaf === leaves.address) address(text)
    else if (leaf === leaves.cidr) address(text.split('/')[0]!)
    else if (leaf === leaves.realKey) address(splitReal(text).address)
    else if (isWords(leaf))
      for (const { groups } of text.matchAll(tokens)) if (groups?.['address']) address(groups['address'])
    return text
  }
  for (const name of collectionNames) {
    const { key, value } = collections[name] as Collection<unknown>
    for (const [id, entry] of cluster[name] as ReadonlyMap<string, unknown>) {
      mapLeaves(key, id, note)
      mapLeaves(value, entry, note)
      yield
    }
  }
  for (const id of [...found.services, ...found.pods]) found.namespaces.add(id.split('/')[0]!)
  return found
}
