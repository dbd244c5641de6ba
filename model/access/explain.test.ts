import { expect, it } from 'vitest'
import type { Cluster, Node, Service } from '../cluster.ts'
import { driftingCluster, missingVirtualServer, referenceCluster, webAddress } from '../fixtures/clusters.ts'
import { triedOf } from '../fixtures/tries.ts'
import { makeFactHash, makeNodeName, makeServiceId, makeServicePortId } from '../ids.ts'
import type { ProbeTry } from '../probe/question.ts'
import type { Role } from '../tie.ts'
import { makeTable, type VirtualServer } from '../topology.ts'
import { explainAccess } from './explain.ts'

const port = makeServicePortId(makeServiceId('default', 'web'), 80, 'TCP')
const web = { address: webAddress, port: 80 }
/** Pods of the reference case, by the number of their node. */
const pods = { 1: '100.66.209.194', 2: '100.108.11.194', 3: '100.74.135.1' } as const
const on = (node: 1 | 2 | 3) => ({ address: pods[node], port: 80 })
const stranger = { address: '100.94.229.201', port: 80 }

const node = (cluster: Cluster, name: string, over: Partial<Node>): Cluster => ({
  ...cluster,
  nodes: new Map([...cluster.nodes].map(([key, each]) => [key, key === name ? { ...each, ...over } : each])),
})

function withFact(cluster: Cluster, name: string, source: 'settings' | 'devices' | 'serviceAddresses', value: object) {
  const hash = makeFactHash(`${source} ${JSON.stringify(value)}`)
  const facts = { ...cluster.nodes.get(makeNodeName(name))!.facts, [source]: { is: 'read', hash } } as const
  return node({ ...cluster, facts: new Map([...cluster.facts, [hash, { source, value } as never]]) }, name, { facts })
}
const withSetting = (cluster: Cluster, name: string, setting: string, value: string) =>
  withFact(cluster, name, 'settings', { values: [[setting, value]], withoutTimeouts: null })
const withAddresses = (cluster: Cluster, name: string, addresses: readonly string[]) =>
  withFact(cluster, name, 'serviceAddresses', {
    exists: true,
    up: false,
    noArp: true,
    total: addresses.length,
    addresses,
  })

/** The node's virtual server, changed. */
function withServer(cluster: Cluster, name: string, change: (server: VirtualServer) => VirtualServer): Cluster {
  const { table } = cluster.nodes.get(makeNodeName(name))!
  if (table.is !== 'read') throw new Error('no table')
  const servers = cluster.tables.get(table.hash)!.map((hash) => change(cluster.virtualServers.get(hash)!))
  const made = makeTable(servers)
  return node(
    {
      ...cluster,
      tables: new Map([...cluster.tables, [made.hash, made.table]]),
      virtualServers: new Map([
        ...cluster.virtualServers,
        ...made.table.map((hash, at) => [hash, servers[at]!] as const),
      ]),
    },
    name,
    { table: { ...table, hash: made.hash } },
  )
}
const withoutReals = (cluster: Cluster, name: string) =>
  withServer(cluster, name, (server) => ({ ...server, realServers: [] }))

function withService(cluster: Cluster, over: Partial<Service>): Cluster {
  const id = makeServiceId('default', 'web')
  return { ...cluster, services: new Map([[id, { ...cluster.services.get(id)!, ...over }]]) }
}
/** Policy Local: the node's table is as kube-proxy writes it where no endpoint runs, and so is the one it should have. */
function withLocalPolicy(name: string): Cluster {
  const made = withService(withoutReals(referenceCluster(), name), { internalTrafficPolicy: 'Local' })
  const { table } = made.nodes.get(makeNodeName(name))!
  return table.is === 'read' ? node(made, name, { want: table.hash }) : made
}
const withoutIpvs = (cluster: Cluster, name: string) =>
  node(cluster, name, { table: { is: 'absent', why: 'not loaded' }, want: null })

function withNobodyReady(cluster: Cluster): Cluster {
  const { endpoints } = [...cluster.services.values()][0]!
  return withService(cluster, { endpoints: endpoints.map((each) => ({ ...each, ready: false })) })
}

const refused = triedOf({ outcome: 'refused' })
const silent = triedOf({ outcome: 'timeout' })
const silentAt = (pod: 1 | 2 | 3, over: Partial<ProbeTry> = {}) =>
  triedOf({ outcome: 'timeout', chosen: on(pod), state: 'SYN_RECV', ...over })

interface Case {
  readonly cluster?: Cluster
  readonly node?: string
  readonly tries: readonly ProbeTry[]
  readonly role?: Role
  readonly withoutConnections?: string
}
/** `CERTAINTY ID`, with what the evidence has of node, real server and Pod. */
function explain({ cluster = referenceCluster(), node: name = 'zmaster0', tries, role, withoutConnections }: Case) {
  const target = { role: role ?? 'cluster-ip', protocol: 'TCP', ...web, node: null } as const
  const cell = { node: makeNodeName(name), port, target }
  return explainAccess(cluster, cell, { tries, withoutConnections: withoutConnections ?? null })
}
const told = (of: Case) =>
  explain(of).map(({ id, certainty, evidence }) =>
    [certainty, id, evidence['real'], evidence['node']].filter((part) => part !== undefined).join(' '),
  )

it.each<[string, Case, string[]]>([
  ['nothing to explain', { tries: [triedOf({ chosen: on(1) })] }, []],
  [
    'refused without the virtual server',
    { cluster: missingVirtualServer(), node: 'znode3', tries: [refused] },
    ['certain virtual-server-missing znode3'],
  ],
  [
    'silent without the virtual server and its address',
    { cluster: withAddresses(missingVirtualServer(), 'znode3', ['10.0.0.1']), node: 'znode3', tries: [silent] },
    ['certain virtual-server-missing znode3', 'likely address-not-local znode3'],
  ],
  [
    'refused with an empty virtual server while endpoints are ready',
    { cluster: withoutReals(referenceCluster(), 'zmaster0'), tries: [refused, refused] },
    [
      'certain no-real-servers zmaster0',
      `certain real-server-missing ${pods[1]}:80 zmaster0`,
      `certain real-server-missing ${pods[3]}:80 zmaster0`,
      `certain real-server-missing ${pods[2]}:80 zmaster0`,
    ],
  ],
  [
    'refused with all at weight 0 and nobody ready',
    {
      cluster: withServer(withNobodyReady(referenceCluster()), 'zmaster0', (server) => ({
        ...server,
        realServers: server.realServers.map((real) => ({ ...real, weight: 0 })),
      })),
      tries: [refused],
    },
    ['certain no-ready-endpoints', 'certain no-real-servers zmaster0'],
  ],
  [
    'refused as the internal policy says',
    { cluster: withLocalPolicy('zmaster0'), tries: [refused] },
    ['certain internal-policy-local zmaster0'],
  ],
  [
    'refused by an empty virtual server where the policy is Local and an endpoint runs here',
    {
      cluster: withService(withoutReals(referenceCluster(), 'znode2'), { internalTrafficPolicy: 'Local' }),
      node: 'znode2',
      tries: [refused],
    },
    [
      'certain no-real-servers znode2',
      `certain real-server-missing ${pods[1]}:80 znode2`,
      `certain real-server-missing ${pods[3]}:80 znode2`,
      `certain real-server-missing ${pods[2]}:80 znode2`,
    ],
  ],
  [
    'refused where the policy is Local and nobody is ready anywhere',
    { cluster: withNobodyReady(withLocalPolicy('zmaster0')), tries: [refused] },
    ['certain no-ready-endpoints', 'certain no-real-servers zmaster0'],
  ],
  [
    'silent without IPVS, policy Local and no endpoint here',
    { cluster: withoutIpvs(withLocalPolicy('zmaster0'), 'zmaster0'), tries: [silent] },
    ['likely internal-policy-local zmaster0'],
  ],
  [
    'an external address has nothing of the internal policy',
    { cluster: withoutIpvs(withLocalPolicy('zmaster0'), 'zmaster0'), role: 'external-ip', tries: [silent] },
    ['possible dropped-on-node zmaster0'],
  ],
  ['refused by the Pod', { tries: [triedOf({ ...refused, chosen: on(2) })] }, [`likely pod-refuses ${pods[2]}:80`]],
  [
    'refused by one that is no endpoint',
    { cluster: driftingCluster(), node: 'znode1', tries: [triedOf({ ...refused, chosen: stranger })] },
    [`likely real-server-foreign ${stranger.address}:80 znode1`],
  ],
  [
    'refused at a port that is not the endpoint’s',
    { tries: [triedOf({ ...refused, chosen: { address: pods[2], port: 81 } })] },
    [`likely real-server-foreign ${pods[2]}:81 zmaster0`],
  ],
  ['refused, with connections unread', { tries: [refused], withoutConnections: 'no right' }, ['possible pod-refuses']],
  ['refused though the table is right', { tries: [refused] }, ['possible dropped-on-node zmaster0']],
  [
    'silent at a Pod elsewhere',
    { tries: [silentAt(2)] },
    [`possible pod-silent ${pods[2]}:80`, `possible dropped-on-node ${pods[2]}:80 zmaster0`],
  ],
  [
    'silent at one Pod, answered by others',
    { tries: [silentAt(2), triedOf({ chosen: on(1) })] },
    [`likely pod-silent ${pods[2]}:80`, `possible dropped-on-node ${pods[2]}:80 zmaster0`],
  ],
  [
    'silent once at a Pod that answers otherwise',
    { tries: [silentAt(2), triedOf({ chosen: on(1) }), triedOf({ chosen: on(2) })] },
    [`possible pod-silent ${pods[2]}:80`, `possible dropped-on-node ${pods[2]}:80 zmaster0`],
  ],
  [
    'silent at one that is no endpoint',
    { cluster: driftingCluster(), node: 'znode1', tries: [triedOf({ ...silent, chosen: stranger })] },
    [`likely real-server-foreign ${stranger.address}:80 znode1`],
  ],
  [
    'silent with conntrack of IPVS off, the source not translated',
    {
      cluster: withSetting(referenceCluster(), 'zmaster0', 'vs.conntrack', '0'),
      tries: [silentAt(2, { source: { address: webAddress, port: 40_000 } })],
    },
    [
      `certain not-masqueraded ${pods[2]}:80 zmaster0`,
      'likely ipvs-without-conntrack zmaster0',
      `possible pod-silent ${pods[2]}:80`,
      `possible dropped-on-node ${pods[2]}:80 zmaster0`,
    ],
  ],
  [
    'a Pod of the node itself needs no other source',
    {
      cluster: withSetting(referenceCluster(), 'znode2', 'vs.conntrack', '0'),
      node: 'znode2',
      tries: [silentAt(2, { source: { address: webAddress, port: 40_000 } })],
    },
    [`possible pod-silent ${pods[2]}:80`, `possible dropped-on-node ${pods[2]}:80 znode2`],
  ],
  [
    'silent with forwarding off at the Pod’s node',
    { cluster: withSetting(referenceCluster(), 'znode2', 'ipv4.ip_forward', '0'), tries: [silentAt(2)] },
    [
      'certain forwarding-off znode2',
      `possible pod-silent ${pods[2]}:80`,
      `possible dropped-on-node ${pods[2]}:80 zmaster0`,
    ],
  ],
  [
    'silent with conntrack full',
    { cluster: node(referenceCluster(), 'zmaster0', { conntrack: { count: 99, limit: 100 } }), tries: [silent] },
    ['likely conntrack-full zmaster0', 'possible dropped-on-node zmaster0'],
  ],
  [
    'silent from outside’s address, policy Local, no Pod here',
    {
      cluster: withService(referenceCluster(), { externalTrafficPolicy: 'Local' }),
      role: 'external-ip',
      tries: [silentAt(2)],
    },
    [
      'possible local-without-endpoint zmaster0',
      `possible pod-silent ${pods[2]}:80`,
      `possible dropped-on-node ${pods[2]}:80 zmaster0`,
    ],
  ],
  [
    'no route to the real server',
    { tries: [triedOf({ outcome: 'unreachable', error: 'EHOSTUNREACH', chosen: on(2) })] },
    [`likely route-missing ${pods[2]}:80 zmaster0`],
  ],
  [
    'no route to the Service',
    {
      cluster: withAddresses(referenceCluster(), 'zmaster0', []),
      tries: [triedOf({ outcome: 'unreachable', error: 'ENETUNREACH' })],
    },
    ['possible address-not-local zmaster0'],
  ],
  [
    'the application’s own word',
    { tries: [triedOf({ outcome: 'wrong-status', status: 503, chosen: on(1) })] },
    [`certain application-status ${pods[1]}:80`],
  ],
  [
    'a late first packet',
    { tries: [triedOf({ connectMs: 1 }), triedOf({ connectMs: 1_005 })] },
    ['likely first-packet-lost zmaster0'],
  ],
  [
    '63 seconds over VXLAN',
    {
      cluster: withFact(referenceCluster(), 'zmaster0', 'devices', {
        total: 1,
        entries: [{ name: 'flannel.1', kind: 'vxlan' }],
      }),
      tries: [triedOf({ connectMs: 63_020 })],
    },
    ['likely checksum-offload zmaster0'],
  ],
  ['63 seconds without', { tries: [triedOf({ connectMs: 63_020 })] }, ['possible checksum-offload zmaster0']],
  ['a node that could not ask', { tries: [triedOf({ outcome: 'failed', error: 'EMFILE' })] }, []],
])('%s', (_name, of, causes) => {
  expect(told(of)).toEqual(causes)
})

it('says what it knows, and nothing of what it does not', () => {
  const [cause] = explain({ tries: [triedOf({ outcome: 'refused', chosen: on(2) })] })
  expect(cause?.evidence).toEqual({ real: `${pods[2]}:80`, pod: 'default/web-96d5df5c8-c2cp4' })
  expect(explain({ node: 'nobody', tries: [refused] })).toEqual([])
  const unknown = node(referenceCluster(), 'zmaster0', { table: { is: 'unknown' }, want: null })
  expect(told({ cluster: unknown, tries: [refused] })).toEqual([])
})
