/** Traffic policies, as far as they mean that a node is to answer nobody. */
import type { NodeName } from '../ids.ts'
import type { SliceEndpoint } from '../kube/endpoint-slice.ts'
import type { TrafficPolicy } from '../kube/service.ts'

type Serving = Pick<SliceEndpoint, 'node' | 'ready' | 'serving' | 'terminating'>

/**
 * Whether the policy is why nobody answers on this node: it is Local, other nodes have endpoints that are ready, and
 * this one has none, not even one that still serves while it ends. What kube-proxy's modes make of it differs: with
 * `internalTrafficPolicy` IPVS has a virtual server without real servers, iptables and nftables drop; with
 * `externalTrafficPolicy` IPVS sends to all endpoints without masquerade (kubernetes#97081), the others drop.
 */
export const isLeftToOthers = (policy: TrafficPolicy, endpoints: readonly Serving[], node: NodeName): boolean =>
  policy === 'Local' &&
  endpoints.some(({ ready }) => ready) &&
  !endpoints.some((each) => each.node === node && (each.ready || (each.serving && each.terminating)))
