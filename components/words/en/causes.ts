import type { CauseId } from '#model/causes/cause.ts'
import { addressOf, asSentence, type Evidence, grouped, secondsOf, told } from '../evidence.ts'

/** What is seen and what it means; then what to do about it. */
interface CauseWords {
  readonly title: string
  readonly says: (evidence: Evidence) => string
  readonly todo: (evidence: Evidence) => string
}

const on = (evidence: Evidence) => told(evidence, 'node', (node) => ` on ${node}`, ' on the node')
const node = (evidence: Evidence) => told(evidence, 'node', String, 'the node')
const Node = (evidence: Evidence) => told(evidence, 'node', String, 'The node')
const real = (evidence: Evidence) => told(evidence, 'real', String, 'the real server')
const Real = (evidence: Evidence) => told(evidence, 'real', String, 'The real server')
const virtual = (evidence: Evidence) => told(evidence, 'virtual', (key) => ` ${key}`)
/** A Pod by its name where it is known, else by its address. */
const pod = (evidence: Evidence) => told(evidence, 'pod', (name) => `Pod ${name}`, real(evidence))
const Pod = (evidence: Evidence) => told(evidence, 'pod', (name) => `Pod ${name}`, Real(evidence))
const to = (evidence: Evidence) => told(evidence, 'device', (device) => ` to ${device}`)

const firewall =
  'Look at the counters of rules that drop (iptables-save -c, nft list ruleset) and at network policies that select the client or the Pod.'

export const causes: Record<CauseId, CauseWords> = {
  'agent-silent': {
    title: 'Its agent does not answer',
    says: (e) =>
      `${told(e, 'why', asSentence, `The agent${on(e)} does not answer.`)} Nothing can be asked there, and nothing is known of the node now: this says nothing about its traffic.`,
    todo: () => 'Look at the agent’s Pod there, and whether the hub reaches the agent’s port.',
  },
  'no-probe': {
    title: 'No probe for this port',
    says: (e) =>
      `No probe of ${told(e, 'protocol', String, 'this protocol')}: nothing here can ask such a port, and nothing is known of it.`,
    todo: () => 'Watch the packets of a client of its own, with a capture of the port on the Flows page.',
  },
  'internal-policy-local': {
    title: 'Dropped by internalTrafficPolicy Local',
    says: (e) =>
      `internalTrafficPolicy${told(e, 'service', (name) => ` of ${name}`)} is Local and no ready Pod of it runs${on(e)}: requests made there are dropped as the policy says, and the network has no part in it.`,
    todo: () => 'Run a Pod on every node that has clients, or set the policy to Cluster.',
  },
  'no-ready-endpoints': {
    title: 'No endpoint is ready',
    says: (e) =>
      `No endpoint of ${told(e, 'service', String, `the Service${told(e, 'virtual', (key) => ` at ${key}`)}`)} is ready, so the virtual server has no real servers and every node refuses at once.`,
    todo: () =>
      'Look at the readiness of the Pods, at the selector, and whether Service and EndpointSlice name their ports alike.',
  },
  'virtual-server-missing': {
    title: 'The virtual server is missing',
    says: (e) =>
      `${Node(e)} has no virtual server${virtual(e)}: a request to it is not translated there and goes wherever the routes lead.`,
    todo: () =>
      'Look at the log of kube-proxy there; a restart writes its table anew. If it disappears again, another tool empties IPVS tables, or excludeCIDRs covers the address.',
  },
  'no-real-servers': {
    title: 'The virtual server has no real servers',
    says: (e) =>
      `${Node(e)} has the virtual server${virtual(e)} without a real server that takes new connections: the kernel refuses at once, by ICMP port unreachable.`,
    todo: () =>
      'If endpoints are ready, kube-proxy there has fallen behind: look at its log and restart it. If none is, look at the Pods.',
  },
  'real-server-missing': {
    title: 'A real server is missing',
    says: (e) => `${Node(e)} lacks ${real(e)}, which is a ready endpoint: the others carry its share.`,
    todo: () => 'Look at the log of kube-proxy there; a restart writes its table anew.',
  },
  'real-server-foreign': {
    title: 'The real server is no endpoint',
    says: (e) =>
      `${Node(e)} sends to ${real(e)}, which is no endpoint of the Service: nobody answers there, or somebody else does.`,
    todo: () =>
      'Look at the log of kube-proxy there: it has not taken the row out; a restart does. First aid is ipvsadm -d with the virtual server and this real server.',
  },
  'address-not-local': {
    title: 'The Service’s address is not on the node',
    says: (e) =>
      `${told(e, 'address', String, told(e, 'virtual', addressOf, 'The Service’s address'))} is not on kube-ipvs0${on(e)}: requests of Pods to it are routed away and never reach IPVS, while the node’s own still work.`,
    todo: () =>
      'Find who takes the address off (NetworkManager, systemd-networkd, an agent of the cloud) and leave kube-ipvs0 unmanaged. kube-proxy adds it again at its next sync.',
  },
  'ipvs-without-conntrack': {
    title: 'IPVS without connection tracking',
    says: (e) =>
      `net.ipv4.vs.conntrack is 0${on(e)}: what IPVS sends gets no other source, so answers from Pods on other nodes do not find their way back.`,
    todo: () => 'Set net.ipv4.vs.conntrack=1, as kube-proxy does when it starts, and find what set it back.',
  },
  'forwarding-off': {
    title: 'Forwarding is off',
    says: (e) => `net.ipv4.ip_forward is 0${on(e)}: the kernel passes no packet from one device on to another.`,
    todo: () => 'Set net.ipv4.ip_forward=1 for good, and find what set it back.',
  },
  'conntrack-full': {
    title: 'The connection tracking table is full',
    says: (e) =>
      `The connection tracking table${on(e)} is full${told(e, 'count', (count) => ` (${grouped(count)}${told(e, 'limit', (limit) => ` of ${grouped(limit)}`)} entries)`)}: packets of new connections are dropped at random.`,
    todo: () =>
      'Raise nf_conntrack_max (kube-proxy: conntrack.maxPerCore and conntrack.min), and look for whoever holds the entries.',
  },
  'not-masqueraded': {
    title: 'The source was not translated',
    says: (e) =>
      `The request left ${node(e)} with the source ${told(e, 'source', String, 'it began with')}, and the answer of ${real(e)} cannot come back to that.`,
    todo: () =>
      'In the nat table KUBE-POSTROUTING must come first and nothing may clear the mark 0x4000; net.ipv4.vs.conntrack must be 1, and clusterCIDR right.',
  },
  'local-without-endpoint': {
    title: 'Policy Local, and no Pod here',
    says: (e) =>
      `externalTrafficPolicy is Local and no ready Pod of the Service runs${on(e)}: it passes requests on to other nodes with the client’s own address, and the answers go past it.`,
    todo: () =>
      'Run a Pod on every node that clients reach, let the load balancer ask healthCheckNodePort, or set the policy to Cluster.',
  },
  'route-missing': {
    title: 'No route to the real server',
    says: (e) =>
      `${Node(e)} has no route to ${real(e)}${told(e, 'type', (type) => ` (${type})`)}: the request ends there.`,
    todo: (e) =>
      `Look at ip route get ${told(e, 'real', addressOf, 'ADDRESS')} there, and whether the network plug-in has announced the block of addresses of the Pod’s node.`,
  },
  'route-elsewhere': {
    title: 'The route leads elsewhere',
    says: (e) =>
      `${Node(e)} sends what is for ${real(e)} by way of ${told(e, 'via', String, 'another address')}${told(e, 'device', (device) => ` (${device})`)}, and that is not the Pod’s node${told(e, 'host', (name) => ` ${name}`)}${told(e, 'right', (address) => `, which has ${address}`)}.`,
    todo: () =>
      'Compare ip route there with the block of addresses the network plug-in gave the Pod’s node. With Calico: BGP sessions, and routes added by hand.',
  },
  'dropped-on-node': {
    title: 'Dropped on the node that sends',
    says: (e) =>
      `${Node(e)} ${told(e, 'real', (key) => `chose ${key} and never sent the packet${to(e)}`, `let no request${told(e, 'virtual', (key) => ` for ${key}`)} come as far as a real server`)}: a rule of its firewall, or a network policy, drops it.`,
    todo: () => `${firewall} Requests to a Service pass INPUT too: it must accept the Service addresses.`,
  },
  'not-on-wire': {
    title: 'Into the tunnel, but not onto the wire',
    says: (e) =>
      `${Node(e)} handed the packet to its tunnel, and nothing left${told(e, 'device', (device) => ` at ${device}`, ' the node')}: the next hop has no neighbour entry, or the node filters the outer protocol.`,
    todo: (e) =>
      `Look at ip neigh for ${told(e, 'via', String, 'the next hop')}, and whether the node lets IP-in-IP (protocol 4) or VXLAN (UDP 4789) out.`,
  },
  'lost-between-nodes': {
    title: 'Lost between two nodes',
    says: (e) =>
      `Sent on the wire${told(e, 'from', (name) => ` by ${name}`)} and not seen at ${told(e, 'node', String, 'the next node')}: the network between them filters it, or it is too large for it${told(e, 'bytes', (bytes) => ` (${grouped(bytes)} bytes)`)}.`,
    todo: () =>
      'Let IP-in-IP (protocol 4) or VXLAN (UDP 4789) pass between nodes: security groups, switches. Compare the MTU of the tunnel with that of the network.',
  },
  'dropped-before-pod': {
    title: 'Dropped on the Pod’s node',
    says: (e) =>
      `The packet reached ${node(e)} and not the Pod’s device${told(e, 'device', (device) => ` ${device}`)}${told(e, 'last', (device) => `; it was last seen at ${device}`)}: a network policy, the firewall or the reverse path filter there drops it.`,
    todo: () => `${firewall} Then FORWARD’s policy, and rp_filter of the device it came in by.`,
  },
  'pod-not-there': {
    title: 'The Pod’s node has no device for it',
    says: (e) => `${Node(e)} has no device that leads to ${real(e)}: the Pod is gone, or its network was never set up.`,
    todo: () => 'Look whether the Pod runs and has this address, and at the log of the network plug-in there.',
  },
  'pod-refuses': {
    title: 'The Pod refuses',
    says: (e) => `${Pod(e)} answers with a reset: nothing listens ${told(e, 'real', (key) => `at ${key}`, 'there')}.`,
    todo: () =>
      'Compare targetPort with the port the container listens at, and the address it listens on: 127.0.0.1 is not reached from outside the Pod.',
  },
  'pod-silent': {
    title: 'The Pod does not answer',
    says: (e) => `The request was delivered to ${pod(e)} and nothing comes back.`,
    todo: () =>
      'Look at the process in the Pod (hung, its queue of connections full), at policies within it, and whether its node is Ready: the API may be late to take it out.',
  },
  'answer-too-large': {
    title: 'The answer is too large',
    says: (e) =>
      `The answer${told(e, 'bytes', (bytes) => ` of ${grouped(bytes)} bytes`)} does not fit ${told(e, 'device', String, 'the next device')}${told(e, 'mtu', (mtu) => `, which takes ${mtu}`)}, and the sender was not told: small answers work, large ones hang.`,
    todo: () =>
      'Set the network plug-in’s MTU to that of the network less the tunnel’s header (IP-in-IP 20, VXLAN 50 bytes), and let ICMP “fragmentation needed” pass.',
  },
  'answer-astray': {
    title: 'The answer goes past the node that translates',
    says: (e) =>
      `The answer of ${real(e)} was sent${told(e, 'node', (name) => ` on ${name}`)} to ${told(e, 'to', String, 'the client’s own address')}, past the node that translated the request: its addresses are never changed back.`,
    todo: () =>
      'The request’s source must be translated: look at KUBE-POSTROUTING and KUBE-LOOP-BACK, and with a bridge at its hairpin mode.',
  },
  'answer-lost': {
    title: 'The answer was lost on its way back',
    says: (e) =>
      `The answer left ${pod(e)}${told(e, 'device', (device) => `, was last seen at ${device}`)}${told(e, 'node', (name) => ` on ${name}`)}, and was not seen after that.`,
    todo: () =>
      'Look at the policy of FORWARD and at KUBE-FORWARD there, at rp_filter, and at what the network lets pass on the way back.',
  },
  'first-packet-lost': {
    title: 'The first packet was sent again',
    says: (e) =>
      `The first connect took ${told(e, 'step', (step) => `about ${secondsOf(step)} s`, 'about 1 s or 3 s')}: its first packet was lost and sent again. Such connections are slow, not broken.`,
    todo: () =>
      'On kernels before 5.9 net.ipv4.vs.conn_reuse_mode=1 drops it when a client’s port is used again. Otherwise look for loss, and for insert_failed in conntrack -S.',
  },
  'checksum-offload': {
    title: 'Checksum offload on VXLAN',
    says: (e) =>
      `The connection took about 63 s${told(e, 'device', (device) => ` over ${device}`)}: translated packets carried a wrong outer checksum until the kernel no longer left it to the card.`,
    todo: (e) =>
      `Try ethtool -K ${told(e, 'device', String, 'DEVICE')} tx-checksum-ip-generic off; newer kernels and network plug-ins are right.`,
  },
  'application-status': {
    title: 'The application says no',
    says: (e) =>
      `${Pod(e)} answered${told(e, 'status', (status) => ` with status ${status}`, ' with another status than asked for')}. The way there and back is right.`,
    todo: () => 'Look at the application’s log, or ask for a path and host that it serves.',
  },
}
