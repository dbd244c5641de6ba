/** The shapes of Kubernetes JSON the stand-in handles itself; all else of an object is passed through as it is. */

export interface ObjectMeta {
  readonly name: string
  readonly namespace?: string
  readonly uid?: string
  readonly resourceVersion?: string
  readonly generation?: number
  readonly creationTimestamp?: string
  readonly deletionTimestamp?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly [key: string]: unknown
}

export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: ObjectMeta
  readonly [key: string]: unknown
}

export interface Collection {
  /** Path of the group and version: `/api/v1`. */
  readonly group: string
  readonly plural: string
  readonly apiVersion: string
  readonly kind: string
  readonly namespaced: boolean
}

const core = { group: '/api/v1', apiVersion: 'v1' }

/** What the stand-in serves. Paths of the whole collections are `group/plural`. */
export const collections = {
  '/api/v1/services': { ...core, plural: 'services', kind: 'Service', namespaced: true },
  '/api/v1/pods': { ...core, plural: 'pods', kind: 'Pod', namespaced: true },
  '/api/v1/nodes': { ...core, plural: 'nodes', kind: 'Node', namespaced: false },
  '/apis/discovery.k8s.io/v1/endpointslices': {
    group: '/apis/discovery.k8s.io/v1',
    apiVersion: 'discovery.k8s.io/v1',
    plural: 'endpointslices',
    kind: 'EndpointSlice',
    namespaced: true,
  },
} as const satisfies Record<string, Collection>

export type CollectionPath = keyof typeof collections
export const collectionPaths = Object.keys(collections) as CollectionPath[]

/** `NAMESPACE/NAME`, or the name alone for cluster-wide kinds: the order of lists is the order of these. */
export const keyOf = (namespace: string, name: string): string => (namespace === '' ? name : `${namespace}/${name}`)
