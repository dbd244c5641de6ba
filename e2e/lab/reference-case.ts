/**
 * The reference case: six nodes, their LAN and Pod addresses, and the Service `web`, exactly as in
 * the public article the product is measured against. The article places a Pod on znode1, znode2 and
 * znode3; further Pods take the next address of their node's block.
 */
export interface LabNode {
  readonly name: string
  /** Address on the LAN. */
  readonly address: string
  /** First address of the node's Pod block, which tunl0 has too. */
  readonly tunnelAddress: string
  /** The /26 block Pods of this node live in. */
  readonly block: string
  /** Address of the first Pod here; the next ones count up from it. */
  readonly firstPod: string
  readonly controlPlane: boolean
}

const node = (name: string, address: string, tunnelAddress: string, firstPod: string): LabNode => ({
  name,
  address,
  tunnelAddress,
  block: `${tunnelAddress}/26`,
  firstPod,
  controlPlane: name === 'zmaster0',
})

export const nodes: readonly LabNode[] = [
  node('zmaster0', '192.168.138.50', '100.117.189.64', '100.117.189.66'),
  node('znode0', '192.168.138.51', '100.94.229.192', '100.94.229.194'),
  node('znode1', '192.168.138.52', '100.66.209.192', '100.66.209.194'),
  node('znode2', '192.168.138.53', '100.108.11.192', '100.108.11.194'),
  node('znode3', '192.168.138.54', '100.74.135.0', '100.74.135.1'),
  node('znode4', '192.168.138.55', '100.127.10.64', '100.127.10.66'),
]

/** The node of that name, or an error that names all there are. */
export function nodeNamed(name: string): LabNode {
  const found = nodes.find((candidate) => candidate.name === name)
  if (found === undefined) {
    throw new Error(`The lab has no node '${name}'; its nodes are ${nodes.map((each) => each.name).join(', ')}.`)
  }
  return found
}

/** The router of the LAN: the lab's bridge. Every node has its default route there. */
export const gateway = '192.168.138.1'
/** Name of the client there: outside the cluster, on its LAN. */
export const outside = 'outside'
export const lanDevice = 'enp4s4'
/** All Pod blocks lie in it: traffic to a ClusterIP from elsewhere is masqueraded. */
export const clusterCidr = '100.64.0.0/10'

/** A Service with one port, whose Pods have its name as label `app`. */
export interface LabService {
  readonly namespace: string
  readonly name: string
  readonly clusterIp: string
  readonly protocol: 'TCP' | 'UDP'
  readonly portName: string
  readonly port: number
  readonly targetPort: number
  /** Null for a Service inside the cluster only. */
  readonly nodePort: { readonly port: number; readonly policy: 'Cluster' | 'Local' } | null
}

export const web: LabService = {
  namespace: 'default',
  name: 'web',
  clusterIp: '10.104.197.218',
  protocol: 'TCP',
  portName: 'http',
  port: 80,
  targetPort: 80,
  nodePort: null,
}
export const webUrl = `http://${web.clusterIp}:${web.port}/`

export interface LabPod {
  readonly namespace: string
  readonly name: string
  /** Label `app`. */
  readonly app: string
  readonly node: string
  readonly address: string
  /** Null where the lab is IPv4 only. */
  readonly address6: string | null
  /** `web`: HTTP on port 80 · `dns`: DNS on port 53 · `nothing`: a client. */
  readonly runs: 'web' | 'dns' | 'nothing'
}

/** Where Pods of `web` go, first to last: one Pod is znode2's, three are the article's. */
const placement = ['znode2', 'znode1', 'znode3', 'znode0', 'znode4', 'zmaster0']
const suffixes = ['q7xk2', 'd9wzf', 'm4tlc', 'b8vrn', 'h2sjp', 'x6gcd']
export const mostPods = 30

/** The Pods of `web` scaled to `count`; each count's Pods are the first of the next count's. */
export function podsOfWeb(count: number): LabPod[] {
  return Array.from({ length: count }, (_, index) => {
    const where = nodeNamed(placement[index % placement.length]!)
    const round = Math.floor(index / placement.length)
    return {
      namespace: web.namespace,
      name: `web-6b7f675f9b-${suffixes[index % placement.length]}${round === 0 ? '' : round}`,
      app: web.name,
      node: where.name,
      address: addToAddress(where.firstPod, round),
      address6: null,
      runs: 'web',
    }
  })
}

/** Blocks are /26 and Pods few: only the last octet counts up. */
export function addToAddress(address: string, count: number): string {
  const octets = address.split('.')
  return [...octets.slice(0, 3), String(Number(octets[3]) + count)].join('.')
}

/** Ports inside the lab: the agent's own default, and the lab's way to run commands in a node. */
export const ports = { agent: 9797, guest: 9798 } as const
