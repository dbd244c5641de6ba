/** A large cluster as time goes on in it: its load moves, and every now and then a Pod takes the place of another. */
import type { Cluster, Node } from '#model/cluster.ts'
import { crowdCluster } from '#model/fixtures/crowd.ts'
import type { NodeName, TableHash, VirtualServerHash } from '#model/ids.ts'
import { makeDraw } from '#model/snapshot/mutate.ts'
import { hashFact } from '#model/sources/hash.ts'
import type { FactValue } from '#model/sources/index.ts'
import type { Flow } from '#model/sums.ts'
import { hashTable, hashVirtualServer, type KernelOrder } from '#model/topology.ts'

export interface FilmSize {
  readonly nodes: number
  readonly services: number
  readonly reals: number
}

const draw = makeDraw(1)

/** Each node lists its table in an order of its own, and has a route to every other and to each Pod of its own. */
export function firstOf({ nodes, services, reals }: FilmSize): Cluster {
  const crowd = crowdCluster({ nodes, services, namespaces: 63, podsEach: reals })
  const names = [...crowd.nodes.keys()]
  const between = names.map(
    (_name, at) => `10.${100 + (at >> 8)}.${at & 255}.0/26 via 192.168.${at >> 8}.${at & 255} dev tunl0`,
  )
  const facts = new Map(crowd.facts)
  const withOwn = ([name, node]: [NodeName, Node], index: number): [NodeName, Node] => {
    const local = Array.from(
      { length: Math.ceil((services * reals) / nodes) },
      (_, pod) => `10.9.${index}.${pod} dev cali${index}x${pod}`,
    )
    const routes: FactValue = {
      source: 'routes',
      value: { by: 'ip', total: nodes + local.length, lines: [...between, ...local] },
    }
    const hash = hashFact(routes)
    facts.set(hash, routes)
    return [name, { ...inOrder(node, crowd), facts: { ...node.facts, routes: { is: 'read', hash } } }]
  }
  const all = new Map([...crowd.nodes].map(withOwn))
  return { ...crowd, nodes: all, facts, load: new Map() }
}

function inOrder(node: Node, { tables }: Cluster): Node {
  if (node.table.is !== 'read') return node
  const servers = (tables.get(node.table.hash) ?? []).map((_server, place) => place)
  for (let at = servers.length - 1; at > 0; at--) {
    const other = draw(at + 1)
    ;[servers[at], servers[other]] = [servers[other]!, servers[at]!]
  }
  const kernelOrder: KernelOrder = { servers, rows: [] }
  return { ...node, table: { ...node.table, kernelOrder } }
}

/** Another Pod stands behind one Service, everywhere; its node has a route to it. */
export function replacePod(cluster: Cluster, turn: number): Cluster {
  const [before] = [...cluster.virtualServers.keys()].slice(turn % cluster.virtualServers.size)
  const server = cluster.virtualServers.get(before!)!
  const address = `10.9.200.${turn & 255}`
  const after = { ...server, realServers: [{ ...server.realServers[0]!, address }, ...server.realServers.slice(1)] }
  const hash = hashVirtualServer(after)
  const virtualServers = new Map(cluster.virtualServers)
  virtualServers.delete(before!)
  virtualServers.set(hash, after)
  const renamed = new Map<TableHash, TableHash>()
  const tables = new Map<TableHash, readonly VirtualServerHash[]>()
  for (const [old, table] of cluster.tables) {
    const next = table.map((entry) => (entry === before ? hash : entry))
    renamed.set(old, hashTable(next))
    tables.set(renamed.get(old)!, next)
  }
  const facts = new Map(cluster.facts)
  const nodes = new Map(
    Array.from(cluster.nodes, ([name, node], index): [NodeName, Node] => {
      const { table } = node
      const next: Node = {
        ...node,
        want: node.want && renamed.get(node.want)!,
        table: table.is === 'read' ? { ...table, hash: renamed.get(table.hash)! } : table,
      }
      const routes = node.facts.routes
      if (index !== turn % cluster.nodes.size || routes?.is !== 'read') return [name, next]
      const known = facts.get(routes.hash)
      if (known?.source !== 'routes') return [name, next]
      const fresh: FactValue = {
        ...known,
        value: { ...known.value, lines: known.value.lines.with(-1, `${address} dev cali${turn}`) },
      }
      facts.delete(routes.hash)
      facts.set(hashFact(fresh), fresh)
      return [name, { ...next, facts: { ...node.facts, routes: { is: 'read', hash: hashFact(fresh) } } }]
    }),
  )
  return { ...cluster, virtualServers, tables, facts, nodes }
}

/** Every third figure is another. */
export function moveLoad(cluster: Cluster, at: number): Cluster {
  const { sums } = cluster
  if (sums === null) return { ...cluster, at }
  const moved = <Key>(flows: ReadonlyMap<Key, Flow>): ReadonlyMap<Key, Flow> =>
    new Map(
      Array.from(flows, ([key, flow]) => [
        key,
        draw(3) === 0 ? { ...flow, connections: draw(10_000) / 100, packets: draw(100_000) / 100 } : flow,
      ]),
    )
  return { ...cluster, at, sums: { ...sums, nodes: moved(sums.nodes), things: moved(sums.things) } }
}
