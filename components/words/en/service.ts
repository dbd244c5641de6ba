import type { NodeFeed } from '#model/cluster.ts'
import type { SettingDrift } from '#model/drift.ts'
import type { Role } from '#model/tie.ts'

const roles: Record<Role, string> = {
  'cluster-ip': 'ClusterIP',
  'load-balancer': 'load balancer',
  'external-ip': 'external IP',
  'node-port': 'node port',
}

const settings: Record<SettingDrift['setting'], string> = {
  scheduler: 'scheduler',
  flags: 'scheduler flags',
  persistence: 'persistence',
  'one-packet': 'one-packet scheduling',
}

const feeds: Record<NodeFeed['is'], string> = {
  fine: 'answers',
  late: 'late',
  unreachable: 'not answering',
  refused: 'refused',
  waiting: 'not yet asked',
  'no-agent': 'no agent',
}

/** Words of one Service's page, and of every place that tells how a node or a row stands. */
export const service = {
  unknown: (id: string) => `There is no Service ${id}, or it has been deleted.`,
  unknownYet: (id: string) => `Whether there is a Service ${id} is not known: the API is not being watched.`,
  toServices: 'All Services',
  changed: (age: string) => `changed ${age} ago`,
  flows: 'Connections now',
  flowsThen: 'Connections then',
  facts: 'Facts',
  type: 'Type',
  clusterIps: 'ClusterIP',
  ports: 'Ports',
  scheduler: 'Scheduler seen',
  affinity: 'Session affinity',
  affinityNone: 'none',
  affinityClient: (seconds: number) => `ClientIP, ${seconds} s`,
  policies: 'Traffic policy',
  internal: 'internal',
  external: 'external',
  outside: 'Outside addresses',
  noSelector: 'No selector: its endpoints are kept by hand or by a controller.',
  scheduledOn: (count: number) => (count === 1 ? 'on 1 node' : `on ${count} nodes`),
  nothingHere: {
    headless:
      'A headless Service has no ClusterIP. Names resolve to the Pods themselves, so kube-proxy makes no virtual server for it.',
    externalName: (name: string) =>
      `An ExternalName Service is a DNS alias of ${name}. No packet is sent to it, so there is no virtual server.`,
    servedByAnother:
      'This Service carries the label service.kubernetes.io/service-proxy-name: another proxy serves it, and kube-proxy passes it by.',
    noClusterIp: 'The Service has no ClusterIP yet, so there is no virtual server.',
  },
  noEndpoints:
    'No endpoint is ready: a connection is refused at once by every node. Look at the readiness of its Pods, at the selector and at the names of the ports.',
  places: 'Virtual servers',
  roles,
  matrix: 'Nodes and real servers',
  matrixOf: (place: string) => `Nodes and real servers of ${place}`,
  nodeColumn: 'Node',
  wantColumn: 'Should be',
  totalRow: 'All nodes that answer',
  cellHint: 'connections/s · weight · active / inactive',
  wanted: (count: number) => (count === 1 ? '1 real server' : `${count} real servers`),
  wantedNone: 'no real server',
  wantedUnknown: 'not known',
  onNode: (node: string) => `on ${node}`,
  noPod: 'no Pod has this address',
  strangerPod: (pod: string) => `now the address of Pod ${pod}`,
  notReady: 'not ready',
  terminating: 'terminating',
  weight: 'weight',
  weightOf: (weight: number) => `w ${weight}`,
  weightWrong: (have: number, want: number) => `w ${have}, not ${want}`,
  methodWrong: (have: string, want: string) => `${have}, not ${want}`,
  active: 'active',
  inactive: 'inactive',
  missing: 'missing',
  foreign: 'foreign',
  draining: 'draining',
  neither: 'neither there nor wanted here',
  noVirtualServer: 'no such virtual server',
  legend: {
    agrees: 'agrees (no ink)',
    missing: 'should be there and is not',
    foreign: 'there and should not be, or other than it should be',
    draining: 'draining: weight 0 until its connections end',
    settling: 'the Service changed within 10 s: still settling',
    unknown: 'not known',
    bar: 'connections per second',
  },
  verdict: {
    allRight: (nodes: number) =>
      nodes === 1 ? 'Right on the only node compared.' : `The same on all ${nodes} nodes, and right.`,
    allSeenRight: (seen: number, all: number) => `Right on the ${seen} of ${all} nodes that can be seen.`,
    right: (right: number, judged: number) => `Right on ${right} of ${judged} nodes.`,
    settling: (nodes: number) => (nodes === 1 ? '1 node is still settling.' : `${nodes} nodes are still settling.`),
    unjudged: 'What the tables should be is not known: Services or EndpointSlices have not been read.',
    nothingSeen: 'No node’s table can be seen, so nothing can be said.',
    more: (count: number) => `${count} more`,
    no_virtual_server: (nodes: number) =>
      nodes === 1 ? '{nodes} has no such virtual server.' : '{nodes} have no such virtual server.',
    foreign_virtual_server: (nodes: number) =>
      nodes === 1
        ? '{nodes} has this virtual server, and nothing asks for it.'
        : '{nodes} have this virtual server, and nothing asks for it.',
    missing: (nodes: number) => (nodes === 1 ? '{nodes} lacks {rows}.' : '{nodes} lack {rows}.'),
    foreign: (nodes: number) =>
      nodes === 1
        ? '{nodes} still sends to {rows}, which is no endpoint.'
        : '{nodes} still send to {rows}, which is no endpoint.',
    draining: (nodes: number) =>
      nodes === 1 ? '{nodes} drains {rows}: no new connections.' : '{nodes} drain {rows}: no new connections.',
    weight: (nodes: number, have: number, want: number) =>
      nodes === 1
        ? `{nodes} gives {rows} weight ${have} instead of ${want}.`
        : `{nodes} give {rows} weight ${have} instead of ${want}.`,
    method: (nodes: number, have: string, want: string) =>
      nodes === 1
        ? `{nodes} forwards to {rows} by ${have} instead of ${want}.`
        : `{nodes} forward to {rows} by ${have} instead of ${want}.`,
    setting: (nodes: number, setting: SettingDrift['setting'], have: string, want: string) =>
      nodes === 1
        ? `{nodes} has ${settings[setting]} ${have} instead of ${want}.`
        : `{nodes} have ${settings[setting]} ${have} instead of ${want}.`,
  },
  feeds,
  feedFor: (feed: NodeFeed['is'], age: string) => `${feeds[feed]} for ${age}`,
  noAgent: 'no agent is configured or found for this node',
  waiting: 'its agent has not answered yet',
  noTable: (why: string) => `no table: ${why}`,
  tableUnknown: 'its table is not known',
  endpoints: 'Endpoints',
  endpointsOf: (count: number) =>
    count === 1 ? '1 address in EndpointSlices' : `${count} addresses in EndpointSlices`,
  noSlices: 'No EndpointSlice names an address for this Service.',
  address: 'Address',
  pod: 'Pod',
  node: 'Node',
  zone: 'Zone',
  condition: 'Condition',
  hints: 'Hints',
  ready: 'ready',
  serving: 'serving while terminating',
  phase: 'Phase',
}
