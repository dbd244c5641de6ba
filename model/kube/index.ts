/** The Kubernetes kinds Fairlead watches. A kind is one file and one line here. */
import { type EndpointSlice, reshapeEndpointSlice } from './endpoint-slice.ts'
import { type KubeNode, reshapeNode } from './node.ts'
import { type KubePod, reshapePod } from './pod.ts'
import { type KubeService, reshapeService } from './service.ts'

export interface Kind<Kept> {
  /** Path of the whole collection on the API server. */
  readonly path: string
  readonly plural: string
  /** Foreign object to ours; null when kube-proxy would pass it by or it cannot be kept. */
  readonly reshape: (object: unknown) => Kept | null
}

const kind = <Kept>(path: string, plural: string, reshape: (object: unknown) => Kept | null): Kind<Kept> => ({
  path,
  plural,
  reshape,
})

export const kinds = {
  services: kind<KubeService>('/api/v1/services', 'services', reshapeService),
  endpointSlices: kind<EndpointSlice>(
    '/apis/discovery.k8s.io/v1/endpointslices',
    'endpointslices',
    reshapeEndpointSlice,
  ),
  pods: kind<KubePod>('/api/v1/pods', 'pods', reshapePod),
  nodes: kind<KubeNode>('/api/v1/nodes', 'nodes', reshapeNode),
} as const

export type KindName = keyof typeof kinds
export const kindNames = Object.keys(kinds) as KindName[]

/** Everything kept of the API, by `NAMESPACE/NAME` (nodes by name). A new object each time something changed; its maps are never altered. */
export interface Inventory {
  readonly services: ReadonlyMap<string, KubeService>
  readonly endpointSlices: ReadonlyMap<string, EndpointSlice>
  readonly pods: ReadonlyMap<string, KubePod>
  readonly nodes: ReadonlyMap<string, KubeNode>
}

export const emptyInventory: Inventory = {
  services: new Map(),
  endpointSlices: new Map(),
  pods: new Map(),
  nodes: new Map(),
}
