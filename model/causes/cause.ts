/** Why a request did not get through, as far as tables, settings and packets tell: each with what speaks for it. */

/**
 * `certain`: what is read on the node leaves no other way · `likely`: it fits what was seen, and hardly anything else
 * does · `possible`: one of several that fit.
 */
export const certainties = ['certain', 'likely', 'possible'] as const
export type Certainty = (typeof certainties)[number]

/**
 * What it is, in the order of a packet's path. The texts are in `components/words`; `domain` numbers of hazards
 * stand where one describes it.
 */
export const causeIds = [
  /** Its agent does not answer: nothing is known of the node now. */
  'agent-silent',
  /** Nothing here can ask such a port: SCTP. */
  'no-probe',
  /** No Pod of the Service on the node and internalTrafficPolicy Local: its requests are dropped, as the policy says. */
  'internal-policy-local',
  /** No endpoint of the Service is ready. */
  'no-ready-endpoints',
  /** The node has no such virtual server (H05, H15). */
  'virtual-server-missing',
  /** It has it, without any real server: refused by ICMP (H12). */
  'no-real-servers',
  /** A real server that should be there is not (H01). */
  'real-server-missing',
  /** The one chosen is no endpoint of the Service (H06). */
  'real-server-foreign',
  /** The address of the Service is not on the node's kube-ipvs0 (H36). */
  'address-not-local',
  /** `net.ipv4.vs.conntrack` is 0: nothing that IPVS sends is translated at its source (H22). */
  'ipvs-without-conntrack',
  /** `net.ipv4.ip_forward` is 0 (H37). */
  'forwarding-off',
  /** The connection tracking table is full (H33). */
  'conntrack-full',
  /** The source was not translated though the answer cannot come back to it (H22). */
  'not-masqueraded',
  /** No Pod of the Service on the node and policy Local: the answer goes past the node (H20). */
  'local-without-endpoint',
  /** No route to the real server. */
  'route-missing',
  /** The route goes by way of an address that is not the Pod's node (H54). */
  'route-elsewhere',
  /** Chosen, but never sent to the device: a rule of the node's firewall or policy drops it (H31). */
  'dropped-on-node',
  /** Handed to the tunnel, but never sent on the wire: the next hop has no neighbour entry, or the node filters the outer protocol. */
  'not-on-wire',
  /** On the wire at one node and not at the next: the network between them filters it, or it is too large. */
  'lost-between-nodes',
  /** It reached the Pod's node and not the Pod's device: policy, firewall or reverse path filter there (H32, H39). */
  'dropped-before-pod',
  /** The Pod's node has no device for this address. */
  'pod-not-there',
  /** The Pod refuses: nothing listens at that port (H55). */
  'pod-refuses',
  /** The Pod does not answer at all (H16). */
  'pod-silent',
  /** The answer is larger than the next device takes, and the sender was not told (H38). */
  'answer-too-large',
  /** The answer went to an address of the Pod's own node, or past the node that translates (H21). */
  'answer-astray',
  /** The answer was lost on its way back. */
  'answer-lost',
  /** A first packet had to be sent again after 1 s or 3 s (H27). */
  'first-packet-lost',
  /** About 63 s until the connection: checksum offload on VXLAN (H58). */
  'checksum-offload',
  /** The answer has another status than asked for: the application's word. */
  'application-status',
] as const
export type CauseId = (typeof causeIds)[number]

export interface Cause {
  readonly id: CauseId
  readonly certainty: Certainty
  /** What speaks for it: addresses, names and figures by what they are (`node`, `real`, `device`, `via`, `mtu`, `bytes`). */
  readonly evidence: Readonly<Record<string, string | number>>
}
