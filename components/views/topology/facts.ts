/**
 * What there is to draw: the structural half of a cluster, tied together by name. Made again only
 * when structure, feeds or what is settling changed, and then out of what did not change; counts
 * and rates are not in it (`sums.ts`).
 */

import type { Cluster, Node, NodeFeed, Service } from '#model/cluster.ts'
import { compareNames } from '#model/compare-names.ts'
import { isSettling } from '#model/drift.ts'
import type { NodeName, ServiceId, VirtualServerKey } from '#model/ids.ts'
import { isProxied } from '#model/kube-proxy/want.ts'
import { isHeard } from '#model/table-index.ts'
import { nodeThing, serviceThing, type ThingId } from '#model/thing.ts'
import { makeThingOf, type ThingOf } from '#model/thing-of.ts'
import type { Match } from '#model/topology.ts'
import { type BackendFact, type Holding, makeBackendsReader } from './backends.ts'
import { visitHoldings } from './holdings.ts'
import { makeSteadySorter } from './steady.ts'
import { makeTableReader, type TableFact } from './tables.ts'
import { isProblem, soften, type Tone, worst } from './tone.ts'

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
  readonly thingOf: ThingOf
  /** The thing a real server of it is drawn as. */
  readonly backendOf: (thing: ThingId, address: string) => ThingId
  /** How the rows between the two stand, over all nodes; null when there are none. */
  readonly linkOf: (service: ThingId, backend: ThingId) => LinkFact | null
}

/** Services whose differences are too young to call wrong. */
export const settlingServices = (cluster: Cluster): ReadonlySet<ServiceId> =>
  new Set([...cluster.services.values()].filter((s) => isSettling(cluster.at, s.changedAt)).map((s) => s.id))

export type MakeFacts = (cluster: Cluster, settling: ReadonlySet<ServiceId>) => Facts

/** Makes facts of one state after another; what a change leaves alone is taken over. */
export function makeFactsMaker(): MakeFacts {
  const readTables = makeTableReader()
  const readBackends = makeBackendsReader()
  const sortNodes = makeSteadySorter<NodeFact>((a, b) => compareNames(a.name, b.name))
  const sortServices = makeSteadySorter<ServiceFact>(
    (a, b) => compareNames(a.namespace, b.namespace) || compareNames(a.name, b.name),
  )

  return (cluster, settling) => {
    const thingOf = remembered(makeThingOf(cluster))
    const settles = (thing: ThingId) => settling.has(thing.slice('service:'.length) as ServiceId)
    const readTable = readTables(cluster)
    const tones = new Map<TableFact, Tone>()
    const toneOf = (table: TableFact): Tone => {
      const known = tones.get(table)
      if (known !== undefined) return known
      const made = table.odd.reduce<Tone>((tone, position) => {
        const entry = table.entries[position]!
        return worst(tone, soften(entry.tone, settles(thingOf(entry.key))))
      }, 'fine')
      tones.set(table, made)
      return made
    }
    const nodes = sortNodes(
      [...cluster.nodes.values()].map((node): NodeFact => {
        const feed = cluster.feeds.get(node.name) ?? { is: 'waiting' }
        const table = readTable(node)
        const trusted = table !== null && isHeard(feed)
        const tone = trusted ? toneOf(table) : 'unknown'
        return { id: nodeThing(node.name), name: node.name, node, feed, table, trusted, tone }
      }),
    )
    const drafts = draftThings(nodes, thingOf, settles)
    const { backends, backendOf, backendsOf } = readBackends(
      cluster,
      new Map([...drafts].map(([thing, { holdings }]) => [thing, holdings])),
      settles,
    )

    const services: ServiceFact[] = []
    const aside: Service[] = []
    for (const service of cluster.services.values()) {
      if (!isProxied(service)) {
        aside.push(service)
        continue
      }
      const id = serviceThing(service.id)
      services.push({
        id,
        service,
        namespace: service.namespace,
        name: service.name,
        addresses: service.clusterIps,
        ports: service.ports.map(({ protocol, port }) => ({ protocol, port })),
        ...finish(drafts.get(id), settling.has(service.id)),
        backends: backendsOf(id),
      })
    }
    for (const [id, draft] of drafts) {
      if (id.startsWith('service:')) continue
      const { have, want } = draft.holdings[0]!.entry
      services.push({
        id,
        service: null,
        namespace: '',
        ...describeMatch((have ?? want)!.match),
        ...finish(draft, false),
        backends: backendsOf(id),
      })
    }
    aside.sort((a, b) => compareNames(a.id, b.id))
    return {
      cluster,
      nodes,
      services: sortServices(services),
      backends,
      aside,
      thingOf,
      backendOf,
      linkOf: (service, backend) =>
        linkOver(
          drafts.get(service)?.holdings ?? [],
          settles(service),
          (address) => backendOf(service, address) === backend,
        ),
    }
  }
}

/** Each virtual server is looked up for every half and node of the picture. */
function remembered(thingOf: ThingOf): ThingOf {
  const things = new Map<VirtualServerKey, ThingId>()
  return (key) => {
    const known = things.get(key)
    if (known !== undefined) return known
    const made = thingOf(key)
    things.set(key, made)
    return made
  }
}

/** What the tables say of one thing. */
interface Draft {
  readonly holdings: Holding[]
  tone: Tone
  readonly schedulers: Set<string>
  readonly problemNodes: Set<NodeName>
}

function draftThings(
  nodes: readonly NodeFact[],
  thingOf: ThingOf,
  settles: (thing: ThingId) => boolean,
): ReadonlyMap<ThingId, Draft> {
  const drafts = new Map<ThingId, Draft>()
  const namesOf = new Map<TableFact, NodeName[]>()
  for (const { table, name, trusted } of nodes) {
    if (table === null) continue
    const names = namesOf.get(table) ?? []
    if (trusted) names.push(name)
    namesOf.set(table, names)
  }
  visitHoldings(
    [...namesOf].map(([table, names]) => [table, names.length]),
    (entry, trusted) => {
      const thing = thingOf(entry.key)
      let draft = drafts.get(thing)
      if (draft === undefined) {
        draft = { holdings: [], tone: 'unknown', schedulers: new Set(), problemNodes: new Set() }
        drafts.set(thing, draft)
      }
      draft.holdings.push({ entry, trusted })
      if (entry.have) draft.schedulers.add(entry.have.scheduler)
      if (trusted > 0) draft.tone = worst(draft.tone, soften(entry.tone, settles(thing)))
    },
  )
  for (const [table, names] of namesOf) {
    for (const position of table.odd) {
      const { key, tone } = table.entries[position]!
      if (!isProblem(tone)) continue
      const { problemNodes } = drafts.get(thingOf(key))!
      for (const name of names) problemNodes.add(name)
    }
  }
  return drafts
}

function linkOver(
  holdings: readonly Holding[],
  settles: boolean,
  isMeant: (address: string) => boolean,
): LinkFact | null {
  const rows = holdings.flatMap(({ entry, trusted }) =>
    entry.rows.flatMap((row) => (isMeant(row.address) ? [{ row, trusted }] : [])),
  )
  if (rows.length === 0) return null
  const count = (isThere: boolean) =>
    rows.reduce((sum, { row, trusted }) => sum + ((row.have !== null) === isThere ? trusted : 0), 0)
  return {
    tone: rows.reduce<Tone>(
      (tone, { row, trusted }) => worst(tone, trusted > 0 ? soften(row.tone, settles) : 'unknown'),
      'unknown',
    ),
    holders: count(true),
    missing: count(false),
  }
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
