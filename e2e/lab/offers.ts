/** Services the lab has on demand, each with Pods of its own: the reference case stays as it is until one is asked for. */
import { podAddress6 } from './ipv6.ts'
import { addToAddress, type LabPod, type LabService, nodeNamed } from './reference-case.ts'

export interface Offer {
  /** None for a client. */
  readonly service: LabService | null
  readonly pods: readonly LabPod[]
}

const namespace = 'default'

/** Above those of `web`, which has five on a node at most. */
const firstIndex = 16

const pod = (app: string, node: string, index: number, runs: LabPod['runs'], has6 = false): LabPod => ({
  namespace,
  name: `${app}-${node}`,
  app,
  node,
  address: addToAddress(nodeNamed(node).firstPod, firstIndex + index),
  address6: has6 ? podAddress6(nodeNamed(node), firstIndex + index) : null,
  runs,
})

const http = { namespace, protocol: 'TCP', portName: 'http', port: 80, targetPort: 80, nodePort: null } as const

/** Servers are on znode2 alone, so that there is one real server to choose; clients are beside and away from them. */
export const offers = {
  udp: {
    service: {
      ...{ namespace, name: 'dns', clusterIp: '10.104.0.53', protocol: 'UDP' },
      ...{ portName: 'dns', port: 53, targetPort: 53, nodePort: null },
    },
    pods: [pod('dns', 'znode2', 0, 'dns')],
  },
  'node-port': {
    service: {
      ...{ ...http, name: 'web-node-port', clusterIp: '10.104.197.80' },
      nodePort: { port: 30_080, policy: 'Cluster' },
    },
    pods: [pod('web-node-port', 'znode2', 1, 'web')],
  },
  local: {
    service: {
      ...{ ...http, name: 'web-local', clusterIp: '10.104.197.81' },
      nodePort: { port: 30_081, policy: 'Local' },
    },
    pods: [pod('web-local', 'znode2', 2, 'web')],
  },
  ipv6: {
    service: { ...http, name: 'web6', clusterIp: 'fd00:96::218' },
    pods: [pod('web6', 'znode2', 3, 'web', true)],
  },
  clients: {
    service: null,
    pods: ['zmaster0', 'znode2'].map((node) => pod('client', node, 4, 'nothing', true)),
  },
} as const satisfies Record<string, Offer>

export type OfferName = keyof typeof offers

export const offerNames = Object.keys(offers) as OfferName[]

/** Throws with the names there are. */
export function offerNamed(name: string): OfferName {
  const found = offerNames.find((each) => each === name)
  if (found === undefined) throw new Error(`The lab can offer ${offerNames.join(', ')}, not '${name}'.`)
  return found
}
