import type { Cluster } from './cluster.ts'
import type { PodId } from './ids.ts'
import type { KubePod } from './kube/pod.ts'
import { layersOf, overlay } from './overlay.ts'

type Pods = Cluster['pods']

interface Index {
  readonly byAddress: ReadonlyMap<string, PodId>
  /** No two Pods have one address. */
  readonly isUnique: boolean
}

const indexes = new WeakMap<Pods, Index>()

/**
 * Pods by address, worked out once per set of Pods. Those on the host's network share the node's address and
 * are left out; so are those that ended, whose address another may have by now.
 */
export const podsByAddress = ({ pods }: Pick<Cluster, 'pods'>): ReadonlyMap<string, PodId> => indexOf(pods).byAddress

function indexOf(pods: Pods): Index {
  const known = indexes.get(pods)
  if (known !== undefined) return known
  const made = indexOver(pods) ?? indexAll(pods)
  indexes.set(pods, made)
  return made
}

function indexAll(pods: Pods): Index {
  const byAddress = new Map<string, PodId>()
  let isUnique = true
  for (const pod of pods.values()) {
    for (const address of addressesOf(pod)) {
      const holder = byAddress.get(address)
      isUnique &&= holder === undefined || holder === pod.id
      byAddress.set(address, pod.id)
    }
  }
  return { byAddress, isUnique }
}

/** From what the Pods below are known by, and what changed. Null where addresses are shared: then the order of all Pods decides. */
function indexOver(pods: Pods): Index | null {
  const layers = layersOf(pods)
  if (layers === null) return null
  const below = indexOf(layers.base)
  if (!below.isUnique) return null
  const changes = new Map<string, PodId | undefined>()
  for (const id of layers.changes.keys())
    for (const address of addressesOf(layers.base.get(id))) changes.set(address, undefined)
  for (const pod of layers.changes.values()) {
    for (const address of addressesOf(pod)) {
      const holder = changes.has(address) ? changes.get(address) : below.byAddress.get(address)
      if (holder !== undefined && holder !== pod!.id) return null
      changes.set(address, pod!.id)
    }
  }
  return { byAddress: overlay(below.byAddress, changes), isUnique: true }
}

const none: readonly string[] = []
const ended: ReadonlySet<string> = new Set(['Succeeded', 'Failed'])

const addressesOf = (pod: KubePod | undefined): readonly string[] =>
  pod === undefined || pod.hostNetwork || ended.has(pod.phase) ? none : pod.addresses
