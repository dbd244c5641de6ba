/** What agents would read besides the table: alike on all nodes where it is in a cluster, its own where it is not. */
import type { Report } from '#model/report.ts'
import { digestFacts, hashFact } from '#model/sources/hash.ts'
import type { FactOf, FactValue } from '#model/sources/index.ts'
import { knownSettings } from '#model/sources/settings/known.ts'
import { nodeAddress, type PodBlocks, virtualAddress } from './addresses.ts'
import type { Size } from './size.ts'

type Told = NonNullable<Report['facts']['now']>

export interface NodeFacts extends Told {
  readonly digest: string
}

export interface FactsOfNodes {
  of(node: number): NodeFacts
  /** Bodies of some of a node's facts. */
  bodies(node: number, hashes: readonly string[]): readonly (FactValue & { readonly hash: string })[]
}

interface Named {
  readonly hash: string
  readonly fact: FactValue
}

/** Made when asked for: a thousand nodes' routes are a million. */
export function makeFactsOfNodes(size: Size, blocks: PodBlocks): FactsOfNodes {
  const shared = [serviceAddresses(size), settings(), kubeProxy()].map(name)
  const factsOf = (node: number) => [devices(node, size), routes(node, size, blocks)].map(name).concat(shared)
  return {
    of(node) {
      const sources: Record<string, unknown> = { ipsets: { is: 'unsupported', why: 'There is no ipset here.' } }
      for (const { hash, fact } of factsOf(node)) sources[fact.source] = { is: 'read', hash }
      const addresses = [{ device: 'eth0', address: nodeAddress(node), prefix: 16 }]
      const now = { addresses, sources: sources as Told['sources'] }
      return { digest: digestFacts(now), ...now }
    },
    bodies: (node, hashes) =>
      factsOf(node).flatMap(({ hash, fact }) => (hashes.includes(hash) ? [{ ...fact, hash }] : [])),
  }
}

const name = (fact: FactValue): Named => ({ hash: hashFact(fact), fact })

const device = (index: number, called: string, kind: string): FactOf<'devices'>['entries'][number] => ({
  index,
  name: called,
  kind,
  mtu: 1500,
  up: kind !== 'dummy',
  carrier: kind !== 'dummy',
  noArp: kind === 'dummy',
  master: null,
  tunnel: null,
})

/** A pair of ends for each Pod, and what every node has. */
function devices(node: number, { nodes, services, reals }: Size): FactValue {
  const pods = Math.ceil((services * reals) / nodes)
  const entries = [
    device(1, 'lo', 'loopback'),
    device(2, 'eth0', 'ether'),
    device(3, 'kube-ipvs0', 'dummy'),
    ...Array.from({ length: pods }, (_, pod) => device(4 + pod, `cali${node.toString(16)}p${pod}`, 'veth')),
  ]
  return { source: 'devices', value: { total: entries.length, entries } }
}

/** A route to every other node's Pods; to its own a black hole, as Calico lays them. */
function routes(node: number, size: Size, blocks: PodBlocks): FactValue {
  const lines = Array.from({ length: Math.min(size.routes, size.nodes) }, (_, other) => {
    const to = blocks.block(other)
    return other === node ? `blackhole ${to} proto bird` : `${to} via ${nodeAddress(other)} dev eth0 proto bird`
  })
  return { source: 'routes', value: { by: 'ip', total: lines.length, lines } }
}

function serviceAddresses({ services }: Size): FactValue {
  const addresses = Array.from({ length: services }, (_, service) => virtualAddress(service))
  return {
    source: 'serviceAddresses',
    value: { exists: true, up: false, noArp: true, total: services, addresses },
  }
}

const settings = (): FactValue => ({
  source: 'settings',
  value: {
    values: knownSettings.map((each) => [each.name, each.kubeProxy ?? each.kernel ?? '0']),
    withoutTimeouts: null,
  },
})

const kubeProxy = (): FactValue => ({ source: 'kubeProxy', value: { mode: 'ipvs', version: 'v1.33.0' } })
