/** The collections of a cluster: what their keys are, what their values may be, and which fields travel as columns. */
import type * as v from 'valibot'
import type { Cluster } from '../../cluster.ts'
import type { collectionNames } from '../../diff.ts'
import { accessCell, accessSchedule, accessTest } from './access.ts'
import { capture, packet } from './captures.ts'
import { flow, flowFeed } from './flows.ts'
import { leaves as is } from './leaves.ts'
import { apiFeed, fact, node, nodeFeed, pod, service, virtualServer } from './objects.ts'
import { walk, walkResult } from './walks.ts'

export type CollectionName = (typeof collectionNames)[number]
type ValueOf<Name extends CollectionName> = Cluster[Name] extends ReadonlyMap<string, infer Value> ? Value : never

export interface Collection<Value> {
  readonly key: v.GenericSchema<unknown, string>
  readonly value: v.GenericSchema<unknown, Value>
  readonly packed: readonly string[]
}

const of = <Value>(
  key: v.GenericSchema<unknown, string>,
  value: v.GenericSchema<unknown, Value>,
  packed: readonly string[] = [],
): Collection<Value> => ({ key, value, packed })

export const collections: { readonly [Name in CollectionName]: Collection<ValueOf<Name>> } = {
  api: of(is.plain, apiFeed),
  nodes: of(is.nodeName, node),
  feeds: of(is.nodeName, nodeFeed),
  services: of(is.serviceId, service, ['endpoints']),
  pods: of(is.podId, pod),
  virtualServers: of(is.virtualServerHash, virtualServer, ['realServers']),
  facts: of(is.factHash, fact),
  flows: of(is.plain, flow),
  flowFeeds: of(is.nodeName, flowFeed),
  accessTests: of(is.plain, accessTest),
  accessCells: of(is.plain, accessCell),
  accessSchedules: of(is.plain, accessSchedule),
  captures: of(is.plain, capture),
  packets: of(is.plain, packet),
  walks: of(is.plain, walk),
  walkResults: of(is.plain, walkResult),
}
