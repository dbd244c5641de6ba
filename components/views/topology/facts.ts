/**
 * What there is to draw: the structural half of a cluster, tied together by name. Made again only
 * when structure, feeds or what is settling changed; counts and rates are not in it (`traffic.ts`).
 */
import type { Cluster, Node, NodeFeed, Service } from '#model/cluster.ts'
import { isSettling } from '#model/drift.ts'
import type { NodeName, ServiceId, VirtualServerKey } from '#model/ids.ts'
import { isProxied } from '#model/kube-proxy/want.ts'
import { makeTieIndex } from '#model/tie.ts'
import type { Match } from '#model/topology.ts'
import { type BackendFact, makeBackends } from './backends.ts'
import type { EntryFact, ReadTables, TableFact } from './tables.ts'
import { soften, type Tone, worst } from './tone.ts'

/** `node:NAME`, `service:NS/NAME`, `virtual:KEY`, `pod:NS/NAME`, `endpoint:IP`: what can be selected. */
export type ThingId = string

export interface NodeFact {
  readonly id: ThingId
  readonly name: NodeName
  readonly node: Node
  readonly feed: NodeFeed
  /** Null when it has none or it is not known. */
  readonly table: TableFact | null
  /** Its table is news: the agent answers (or was late once or twice) and the table was read. */
  readonly trusted: boolean
  /** `unknown` where it is not trusted. */
  readonly tone: Tone
}

export interface ServiceFact {
  readonly id: ThingId
  /** Null for a virtual server no Service explains. */
  readonly service: Service | null
  /** Empty for a virtual server no Service explains. */
  readonly namespace: string
  readonly name: string
  readonly addresses: readonly string[]
  readonly ports: readonly { readonly protocol: string; readonly port: number }[]
  /** As the kernels have it; several when nodes disagree. */
  readonly schedulers: readonly string[]
  readonly tone: Tone
  /** Trusted nodes whose table differs here in a way somebody should look at. */
  readonly problemNodes: readonly NodeName[]
  readonly settles: boolean
  readonly backends: readonly ThingId[]
}

export interface LinkFact {
  readonly tone: Tone
  /** Trusted nodes that have such a row, and that should have and have not. */
  readonly holders: number
  readonly missing: number
}

export interface Facts {
  readonly cluster: Cluster
  readonly nodes: readonly NodeFact[]
  readonly services: readonly ServiceFact[]
  readonly backends: readonly BackendFact[]
  /** Services with no ClusterIP of kube-proxy's: listed, not drawn. */
  readonly aside: readonly Service[]
  /** The thing a virtual server is drawn as. */
  readonly thingOf: (key: VirtualServerKey) => ThingId
  /** The thing a real server of it is drawn as. */
  readonly backendOf: (thing: ThingId, address: string) => ThingId
  /** By `SERVICE BACKEND`. */
  readonly links: ReadonlyMap<string, LinkFact>
}

export const makeLinkKey = (service: ThingId, backend: ThingId): string => `${service} ${backend}`

const collator = new Intl.Collator('en', { numeric: true })
export const compareNames = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0)

/** Services whose differences are too young to call wrong. */
export const settlingServices = (cluster: Cluster): ReadonlySet<ServiceId> =>
  new Set([...cluster.services.values()].filter((s) => isSettling(cluster.at, s.changedAt)).map((s) => s.id))

const isTrusted = (feed: NodeFeed, table: TableFact | null): boolean =>
  table !== null && (feed.is === 'fine' || feed.is === 'late')

export function makeFacts(cluster: Cluster, read: ReadTables, settling: ReadonlySet<ServiceId>): Facts {
  const ties = makeTieIndex(cluster)
  const thingOf = (key: VirtualServerKey): ThingId => {
    const tie = ties.get(key)
    return tie ? `service:${tie.service}` : `virtual:${key}`
  }
  const settles = (thing: ThingId) => settling.has(thing.slice('service:'.length) as ServiceId)

  const nodes = [...cluster.nodes.values()]
    .map((node): NodeFact => {
      const feed = cluster.feeds.get(node.name) ?? { is: 'waiting' }
      const table = read(cluster, node)
      const trusted = isTrusted(feed, table)
      let tone: Tone = trusted ? 'fine' : 'unknown'
      if (trusted && table) {
        for (const position of table.odd) {
          const entry = table.entries[position]!
          tone = worst(tone, soften(entry.tone, settles(thingOf(entry.key))))
        }
      }
      return { id: `node:${node.name}`, name: node.name, node, feed, table, trusted, tone }
    })
    .sort((a, b) => compareNames(a.name, b.name))

  const seen = collectEntries(nodes)
  const { backends, backendOf, backendsOf } = makeBackends(cluster, seen, thingOf, settles)
  const drafts = new Map<ThingId, Draft>()
  const draftOf = (id: ThingId): Draft => {
    const known = drafts.get(id)
    if (known) return known
    const made: Draft = { tone: 'unknown', schedulers: new Set(), problemNodes: new Set() }
    drafts.set(id, made)
    return made
  }
  const links = new Map<string, LinkFact>()
  for (const [entry, holders] of seen) {
    const thing = thingOf(entry.key)
    const draft = draftOf(thing)
    if (entry.have) draft.schedulers.add(entry.have.scheduler)
    if (holders.trusted.length > 0) draft.tone = worst(draft.tone, soften(entry.tone, settles(thing)))
    if (entry.tone === 'wrong' || entry.tone === 'missing') {
      for (const name of holders.trusted) draft.problemNodes.add(name)
    }
    for (const row of entry.rows) {
      const key = makeLinkKey(thing, backendOf(thing, row.address))
      const before = links.get(key)
      const count = holders.trusted.length
      links.set(key, {
        tone: worst(before?.tone ?? 'unknown', count > 0 ? soften(row.tone, settles(thing)) : 'unknown'),
        holders: (before?.holders ?? 0) + (row.have ? count : 0),
        missing: (before?.missing ?? 0) + (row.have ? 0 : count),
      })
    }
  }

  const services: ServiceFact[] = []
  const aside: Service[] = []
  for (const service of cluster.services.values()) {
    if (!isProxied(service)) {
      aside.push(service)
      continue
    }
    const id = `service:${service.id}`
    const draft = drafts.get(id)
    drafts.delete(id)
    services.push({
      id,
      service,
      namespace: service.namespace,
      name: service.name,
      addresses: service.clusterIps,
      ports: service.ports.map(({ protocol, port }) => ({ protocol, port })),
      ...finish(draft, settling.has(service.id)),
      backends: backendsOf(id),
    })
  }
  for (const [entry] of seen) {
    const id = thingOf(entry.key)
    const draft = drafts.get(id)
    if (!draft) continue
    drafts.delete(id)
    services.push({
      id,
      service: null,
      namespace: '',
      ...describeMatch((entry.have ?? entry.want)!.match),
      ...finish(draft, false),
      backends: backendsOf(id),
    })
  }
  services.sort((a, b) => compareNames(a.namespace, b.namespace) || compareNames(a.name, b.name))
  aside.sort((a, b) => compareNames(a.id, b.id))
  return { cluster, nodes, services, backends, aside, thingOf, backendOf, links }
}

interface Draft {
  tone: Tone
  schedulers: Set<string>
  problemNodes: Set<NodeName>
}

const finish = (draft: Draft | undefined, settles: boolean) => ({
  tone: draft?.tone ?? ('unknown' as const),
  schedulers: [...(draft?.schedulers ?? [])].sort(),
  problemNodes: settles ? [] : [...(draft?.problemNodes ?? [])].sort(compareNames),
  settles,
})

const describeMatch = (match: Match): Pick<ServiceFact, 'name' | 'addresses' | 'ports'> =>
  match.protocol === 'FWM'
    ? { name: `FWM ${match.mark}`, addresses: [], ports: [] }
    : { name: match.address, addresses: [match.address], ports: [{ protocol: match.protocol, port: match.port }] }

/** Every distinct entry with the trusted nodes that have it; entries of silent nodes have none. */
function collectEntries(nodes: readonly NodeFact[]): Map<EntryFact, { readonly trusted: NodeName[] }> {
  const byTable = new Map<TableFact, NodeName[]>()
  for (const { table, name, trusted } of nodes) {
    if (!table) continue
    const names = byTable.get(table) ?? []
    if (trusted) names.push(name)
    byTable.set(table, names)
  }
  const seen = new Map<EntryFact, { readonly trusted: NodeName[] }>()
  for (const [table, names] of byTable) {
    for (const entry of table.entries) {
      const known = seen.get(entry)
      if (known === undefined) seen.set(entry, { trusted: [...names] })
      else for (const name of names) known.trusted.push(name)
    }
  }
  return seen
}
