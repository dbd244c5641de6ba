/** A scenario in short: what there is at the start, who wants what, and what happens by itself. */
import type { FaultKind } from '../cluster/faults.ts'
import type { ProfileName } from '../kernel/profile.ts'

export interface NodeSketch {
  readonly name: string
  /** Empty for no zone label. */
  readonly zone: string
  /** Address on the LAN, which is a /24 (a /16 in large clusters). */
  readonly address: string
  readonly ipv6?: string
  /** `100.66.209.192/26` */
  readonly podBlock: string
  readonly controlPlane?: boolean
  readonly agent?: AgentSketch
  /** False: kube-proxy runs in another mode here and ip_vs is not loaded. */
  readonly hasIpvs?: boolean
  readonly withoutNetlink?: string
  /** Settings somebody changed behind kube-proxy's back, by name in `knownSettings`. */
  readonly settings?: Readonly<Record<string, string>>
  /** False: its agent's image has neither iproute2 nor ipset. */
  readonly hasPrograms?: boolean
  /** What happens to the text of /proc/net/ip_vs on its way out. */
  readonly distort?: (text: string) => string
  readonly annotations?: Readonly<Record<string, string>>
}

export type AgentSketch =
  | { readonly is: 'wrong-token' }
  /** It says it were this node. */
  | { readonly is: 'answers-as'; readonly name: string }

export interface WorkloadSketch {
  readonly namespace: string
  readonly name: string
  readonly replicas: number
  readonly image: string
  /** The first Pods, where and what they are; the rest is placed and named by chance. */
  readonly pods?: readonly { readonly name: string; readonly node: string; readonly address: string }[]
  /** Nodes it may run on; default all workers. */
  readonly on?: readonly string[]
  readonly hasIpv6?: boolean
  readonly annotations?: Readonly<Record<string, string>>
}

export interface PortSketch {
  /** Empty for the only port. */
  readonly name?: string
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP'
  readonly port: number
  /** Default: the port. */
  readonly targetPort?: number
  readonly nodePort?: number
  readonly demand?: DemandSketch
}

export interface DemandSketch {
  readonly profile: ProfileName
  /** New connections a second in the whole cluster, averaged over the day. */
  readonly perSecond: number
  /** Share of the nodes that have clients for it, above 0 to 1. Default 1. */
  readonly share?: number
  /** Where clients come in: Pods ask the ClusterIP, outsiders the load balancer's address or node port. Default cluster-ip. */
  readonly via?: 'cluster-ip' | 'load-balancer' | 'node-port'
}

export interface ServiceSketch {
  readonly namespace: string
  readonly name: string
  /** Default ClusterIP. */
  readonly type?: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName'
  /** Default: the next free one; `None` for headless. */
  readonly clusterIp?: string
  readonly ipv6ClusterIp?: string
  readonly externalName?: string
  readonly loadBalancerIp?: string
  readonly ports?: readonly PortSketch[]
  /** Name of the workload in its namespace; null when nothing stands behind it. */
  readonly workload: string | null
  /** Endpoints written by hand, in place of a workload. */
  readonly endpoints?: readonly { readonly address: string; readonly node: string }[]
  readonly scheduler?: string
  readonly affinitySeconds?: number
  readonly externalTrafficPolicy?: 'Cluster' | 'Local'
  readonly internalTrafficPolicy?: 'Cluster' | 'Local'
  /** Endpoints carry hints to stay in the zone. */
  readonly hasZoneHints?: boolean
  readonly annotations?: Readonly<Record<string, string>>
}

export type Happening =
  /** One of these workloads (`NAMESPACE/NAME`) rolls to a new revision, again and again. */
  | { readonly is: 'rollouts'; readonly of: readonly string[]; readonly everyMs: number }
  /** Behind kube-proxy's back a real server of the Service is deleted and another one added. */
  | { readonly is: 'drift'; readonly node: string; readonly service: string; readonly afterMs: number }
  /** Somebody breaks the node, for what goes to Pods of another one. */
  | {
      readonly is: 'breaks'
      readonly node: string
      readonly kind: FaultKind
      readonly towards: string
      readonly afterMs: number
    }
  | { readonly is: 'agent-dies'; readonly node: string; readonly afterMs: number }

export interface Scenario {
  /** Shown as the cluster's name. */
  readonly clusterName: string
  readonly lanDevice: string
  readonly lanPrefix: number
  readonly gateway: string
  readonly nodes: readonly NodeSketch[]
  readonly workloads: readonly WorkloadSketch[]
  readonly services: readonly ServiceSketch[]
  readonly happenings: readonly Happening[]
  /** kube-proxy's scheduler. */
  readonly scheduler: string
  /** How often agents are asked where nothing else is set, milliseconds. */
  readonly pollMs?: number
  /** Agents beyond one a node: which node's name they claim. */
  readonly furtherAgents?: readonly string[]
}
