/** The reference case: six nodes, one Service, three nginx Pods, Calico with IPIP; beside it what every cluster has. */
import type { NodeSketch, Scenario, ServiceSketch, WorkloadSketch } from './sketch.ts'

const node = (name: string, host: number, podBlock: string, zone: string): NodeSketch => ({
  name,
  address: `192.168.138.${host}`,
  podBlock,
  zone,
  controlPlane: name === 'zmaster0',
})

export const referenceNodes: readonly NodeSketch[] = [
  node('zmaster0', 50, '100.117.189.64/26', ''),
  node('znode0', 51, '100.94.229.192/26', ''),
  node('znode1', 52, '100.66.209.192/26', ''),
  node('znode2', 53, '100.108.11.192/26', ''),
  node('znode3', 54, '100.74.135.0/26', ''),
  node('znode4', 55, '100.127.10.64/26', ''),
]

export const webWorkload: WorkloadSketch = {
  namespace: 'default',
  name: 'web',
  replicas: 3,
  image: 'nginx:1.27',
  pods: [
    { name: 'web-96d5df5c8-qcbvc', node: 'znode1', address: '100.66.209.194' },
    { name: 'web-96d5df5c8-c2cp4', node: 'znode2', address: '100.108.11.194' },
    { name: 'web-96d5df5c8-x7m2k', node: 'znode3', address: '100.74.135.1' },
  ],
}

export const web: ServiceSketch = {
  namespace: 'default',
  name: 'web',
  clusterIp: '10.104.197.218',
  workload: 'web',
  ports: [{ port: 80, demand: { profile: 'http', perSecond: 24 } }],
}

/** The API server's own Service: endpoints without a selector. */
export const apiServer: ServiceSketch = {
  namespace: 'default',
  name: 'kubernetes',
  clusterIp: '10.96.0.1',
  workload: null,
  endpoints: [{ address: '192.168.138.50', node: 'zmaster0' }],
  ports: [{ name: 'https', port: 443, targetPort: 6443, demand: { profile: 'grpc', perSecond: 0.05 } }],
}

export const dnsWorkload: WorkloadSketch = {
  namespace: 'kube-system',
  name: 'coredns',
  replicas: 2,
  image: 'registry.k8s.io/coredns/coredns:v1.12.0',
}

export const dns: ServiceSketch = {
  namespace: 'kube-system',
  name: 'kube-dns',
  clusterIp: '10.96.0.10',
  workload: 'coredns',
  ports: [
    { name: 'dns', protocol: 'UDP', port: 53, demand: { profile: 'dns', perSecond: 12 } },
    { name: 'dns-tcp', protocol: 'TCP', port: 53, demand: { profile: 'http', perSecond: 0.4 } },
    { name: 'metrics', protocol: 'TCP', port: 9153 },
  ],
}

export const reference = (): Scenario => ({
  clusterName: 'reference case',
  lanDevice: 'enp4s4',
  lanPrefix: 24,
  gateway: '192.168.138.1',
  nodes: referenceNodes,
  workloads: [webWorkload, dnsWorkload],
  services: [apiServer, web, dns],
  happenings: [],
  scheduler: 'rr',
})
