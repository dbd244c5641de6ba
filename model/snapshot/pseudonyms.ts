/**
 * The same cluster with stand-ins for all that names somebody: namespaces, Services, Pods, nodes, zones and
 * addresses, everywhere the same ones, so that every table, difference and count is what it was. What could name
 * somebody and cannot be followed is left out: raw lines, hosts and paths, uids, routes, rules and ipsets.
 */
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { makeAccessCellId } from '../access/access.ts'
import { normaliseAddress } from '../address.ts'
import type { Cluster, Node } from '../cluster.ts'
import { collectionNames } from '../diff.ts'
import { makeFlowId } from '../flow.ts'
import { type FactHash, makeServiceId, type NodeName, type TableHash, type VirtualServerHash } from '../ids.ts'
import { hashFact } from '../sources/hash.ts'
import type { FactReport, SourceName } from '../sources/index.ts'
import { mapSteps, type Steps } from '../steps.ts'
import type { Sums } from '../sums.ts'
import { serviceThing } from '../thing.ts'
import { hashTable, hashVirtualServer } from '../topology.ts'
import { type ChangeText, mapLeaves } from './leaves-of.ts'
import { isNobodys, makeStandIns } from './stand-ins.ts'
import { type Collection, collections } from './v1/collections.ts'
import { leaves } from './v1/leaves.ts'

export interface Pseudonymous {
  readonly cluster: Cluster
  /** The address of a view, with the names in it replaced. */
  readonly rename: (address: string) => string
}

const leftOut: FactReport = {
  is: 'unreadable',
  why: 'left out of this snapshot: names and addresses in it are stand-ins.',
}
const untold: readonly SourceName[] = ['routes', 'rules', 'ipsets']

/** `key`: whoever has it could tell which name is whose; nobody needs it again. */
export function* pseudonymise(cluster: Cluster, key: Uint8Array): Steps<Pseudonymous> {
  const slim = withoutUntold(cluster)
  const found = yield* collect(slim)
  const renamer = yield* makeRenamer(found, key)
  return { cluster: yield* rebuild(slim, renamer), rename: renamer.view }
}

/** Facts whose texts are a language of their own. */
function withoutUntold(cluster: Cluster): Cluster {
  const isTold = (source: SourceName) => !untold.includes(source)
  const nodes = new Map(
    Array.from(cluster.nodes, ([name, node]): [NodeName, Node] => {
      const facts = Object.entries(node.facts) as [SourceName, FactReport][]
      const told = facts.map(([source, report]) => [source, isTold(source) ? report : leftOut])
      return [name, { ...node, facts: Object.fromEntries(told), rejected: { ...node.rejected, samples: [] } }]
    }),
  )
  return { ...cluster, nodes, facts: new Map([...cluster.facts].filter(([, { source }]) => isTold(source))) }
}

interface Found {
  readonly nodes: Set<string>
  readonly services: Set<string>
  readonly pods: Set<string>
  readonly namespaces: Set<string>
  readonly zones: Set<string>
  readonly addresses: Set<string>
}

const addressLike = String.raw`\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:]*:(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]*)`
const wordLike = '[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?'
const tokens = new RegExp(`(?<address>${addressLike})|(?<word>${wordLike})`, 'g')

const splitReal = (text: string): { readonly address: string; readonly port: string } => {
  const [, bracketed, plain, port = ''] = /^(?:\[(.*)\]|([^:]*)):(\d+)$/.exec(text) ?? []
  return { address: bracketed ?? plain ?? '', port }
}

function* collect(cluster: Cluster): Steps<Found> {
  const found: Found = {
    nodes: new Set(),
    services: new Set(),
    pods: new Set(),
    namespaces: new Set(),
    zones: new Set(),
    addresses: new Set(),
  }
  const address = (text: string) => {
    const normal = normaliseAddress(text)
    if (normal !== null) found.addresses.add(normal)
  }
  const note: ChangeText = (leaf, text) => {
    if (leaf === leaves.nodeName) found.nodes.add(text)
    else if (leaf === leaves.serviceId) found.services.add(text)
    else if (leaf === leaves.servicePortId) found.services.add(serviceIn(text))
    else if (leaf === leaves.podId) found.pods.add(text)
    else if (leaf === leaves.zone) found.zones.add(text)
    else if (leaf === leaves.address) address(text)
    else if (leaf === leaves.cidr) address(text.split('/')[0]!)
    else if (leaf === leaves.realKey) address(splitReal(text).address)
    else if (isWords(leaf))
      for (const { groups } of text.matchAll(tokens)) if (groups?.['address']) address(groups['address'])
    return text
  }
  for (const name of collectionNames) {
    const { key, value } = collections[name] as Collection<unknown>
    for (const [id, entry] of cluster[name] as ReadonlyMap<string, unknown>) {
      mapLeaves(key, id, note)
      mapLeaves(value, entry, note)
      yield
    }
  }
  for (const id of [...found.services, ...found.pods]) found.namespaces.add(id.split('/')[0]!)
  return found
}

const known = new Set<unknown>(Object.values(leaves))
/** Sentences, and the texts of facts, which are no leaves of ours. */
const isWords = (leaf: unknown): boolean => leaf === leaves.words || !known.has(leaf)

/** `NAMESPACE/NAME` as two. */
const halves = (id: string): [string, string] => {
  const [namespace = '', name = ''] = id.split('/')
  return [namespace, name]
}

const serviceIn = (port: string): string => port.split(':')[0]!

interface Renamer {
  readonly text: ChangeText
  readonly address: (text: string) => string
  readonly node: (name: string) => string
  readonly thing: (id: string) => string
  readonly view: (address: string) => string
}

function* makeRenamer(found: Found, key: Uint8Array): Steps<Renamer> {
  /** Numbered in an order nobody can know. */
  function* numbered(names: Iterable<string>, prefix: string): Steps<ReadonlyMap<string, string>> {
    const drawn = (name: string) => bytesToHex(hmac(sha256, key, utf8ToBytes(`${prefix} ${name}`)))
    const order = yield* mapSteps(names, (name) => ({ name, draw: drawn(name) }))
    order.sort((a, b) => (a.draw < b.draw ? -1 : 1))
    return new Map(order.map(({ name }, at) => [name, `${prefix}-${at + 1}`]))
  }
  const namespaces = yield* numbered(found.namespaces, 'ns')
  function* within(ids: Iterable<string>, prefix: string): Steps<ReadonlyMap<string, string>> {
    const names = yield* numbered(ids, prefix)
    return new Map(Array.from(names, ([id, name]) => [id, `${namespaces.get(id.split('/')[0]!) ?? 'ns-0'}/${name}`]))
  }
  const nodes = yield* numbered(found.nodes, 'node')
  const services = yield* within(found.services, 'svc')
  const pods = yield* within(found.pods, 'pod')
  const zones = yield* numbered(found.zones, 'zone')
  const standIns = yield* makeStandIns([...found.addresses].filter((address) => !isNobodys(address)))
  yield
  const words = makeWords([namespaces, nodes, services, pods, zones])

  const address = (text: string): string => {
    const normal = normaliseAddress(text)
    return normal === null ? '' : (standIns.get(normal) ?? (isNobodys(normal) ? normal : ''))
  }
  const cidr = (text: string): string => {
    const [network = '', length] = text.split('/')
    return `${address(network)}/${Math.max(Number(length), network.includes(':') ? 64 : 24)}`
  }
  const real = (text: string): string => {
    const end = splitReal(text)
    const made = address(end.address)
    return made.includes(':') ? `[${made}]:${end.port}` : `${made}:${end.port}`
  }
  const sentence = (text: string): string =>
    text.replace(tokens, (token, ...rest) => {
      const groups = rest.at(-1) as { readonly address?: string }
      return groups.address !== undefined && normaliseAddress(token) !== null ? address(token) : words(token)
    })
  const servicePort = (text: string): string =>
    text.replace(/^[^:]*/, (service) => services.get(service) ?? 'ns-0/svc-0')

  const by = new Map<unknown, (text: string) => string>([
    [leaves.nodeName, (text) => nodes.get(text) ?? ''],
    [leaves.serviceId, (text) => services.get(text) ?? ''],
    [leaves.podId, (text) => pods.get(text) ?? ''],
    [leaves.servicePortId, servicePort],
    [leaves.namespace, (text) => namespaces.get(text) ?? ''],
    [leaves.name, () => ''],
    [leaves.zone, (text) => (text === '' ? '' : zones.get(text)!)],
    [leaves.address, address],
    [leaves.cidr, cidr],
    [leaves.realKey, real],
    [leaves.uid, () => ''],
    [leaves.foreign, (text) => (text.startsWith('/') ? '/' : '')],
    [leaves.raw, () => ''],
  ])
  return {
    text: (leaf, text) => (by.get(leaf) ?? (isWords(leaf) ? sentence : (own: string) => own))(text),
    address,
    node: (name) => nodes.get(name) ?? '',
    thing: (id) => {
      const service = id.startsWith('service:') ? services.get(id.slice('service:'.length)) : undefined
      return service === undefined ? sentence(id) : serviceThing(makeServiceId(...halves(service)))
    },
    view: (address) => renameView(address, sentence, services, nodes),
  }
}

/** A word that is a name, or made of names. */
function makeWords(maps: readonly ReadonlyMap<string, string>[]): (word: string) => string {
  const all = new Map<string, string>()
  for (const map of maps)
    for (const [name, standIn] of map) {
      all.set(name, standIn)
      const [, own] = name.split('/')
      if (own !== undefined && !all.has(own)) all.set(own, standIn.split('/')[1]!)
    }
  return (word) =>
    all.get(word) ??
    word
      .split('/')
      .map(
        (part) =>
          all.get(part) ??
          part
            .split('.')
            .map((piece) => all.get(piece) ?? piece)
            .join('.'),
      )
      .join('/')
}

function renameView(
  address: string,
  sentence: (text: string) => string,
  services: ReadonlyMap<string, string>,
  nodes: ReadonlyMap<string, string>,
): string {
  const { pathname, search } = new URL(address, 'http://x')
  const parts = pathname.split('/').map(decodeURIComponent)
  const [, view, a = '', b = ''] = parts
  const path =
    view === 'services' && b !== ''
      ? `/services/${services.get(`${a}/${b}`) ?? 'ns-0/svc-0'}`
      : view === 'nodes' && a !== ''
        ? `/nodes/${nodes.get(a) ?? 'node-0'}`
        : pathname
  const query = new URLSearchParams(Array.from(new URLSearchParams(search), ([name, text]) => [name, sentence(text)]))
  return query.size === 0 ? path : `${path}?${query}`
}

type Renames = {
  readonly virtualServers: Map<VirtualServerHash, VirtualServerHash>
  readonly tables: Map<TableHash, TableHash>
  readonly facts: Map<FactHash, FactHash>
}

/** What is named by its content is named anew first, then all that names it. */
function* rebuild(cluster: Cluster, { text, address, node, thing }: Renamer): Steps<Cluster> {
  const renames: Renames = { virtualServers: new Map(), tables: new Map(), facts: new Map() }
  const virtualServers = yield* mapSteps(cluster.virtualServers, ([hash, server]) => {
    const made = mapLeaves(collections.virtualServers.value, server, text)
    const own = hashVirtualServer(made)
    renames.virtualServers.set(hash, own)
    return [own, made] as const
  })
  const tables = yield* mapSteps(cluster.tables, ([hash, table]) => {
    const made = table.map((entry) => renames.virtualServers.get(entry)!)
    const own = hashTable(made)
    renames.tables.set(hash, own)
    return [own, made] as const
  })
  const facts = yield* mapSteps(cluster.facts, ([hash, fact]) => {
    const made = mapLeaves(collections.facts.value, fact, text)
    const own = hashFact(made)
    renames.facts.set(hash, own)
    return [own, made] as const
  })
  const change: ChangeText = (leaf, own) => {
    if (leaf === leaves.tableHash) return renames.tables.get(own as TableHash) ?? own
    if (leaf === leaves.factHash) return renames.facts.get(own as FactHash) ?? own
    return text(leaf, own)
  }
  const renamed = { ...cluster } as Record<string, unknown>
  for (const name of collectionNames) {
    if (name === 'virtualServers' || name === 'facts') continue
    const { key, value } = collections[name] as Collection<unknown>
    const entries = yield* mapSteps(cluster[name] as ReadonlyMap<string, unknown>, ([id, entry]) => {
      const own: [string, unknown] = [mapLeaves(key, id, change), mapLeaves(value, entry, change)]
      return own
    })
    renamed[name] = new Map(entries)
  }
  const made = renamed as unknown as Cluster
  return {
    ...made,
    name: 'cluster',
    nodes: yield* sorted(made.nodes),
    feeds: yield* sorted(made.feeds),
    services: yield* sorted(named(made.services)),
    pods: yield* sorted(named(made.pods)),
    virtualServers: new Map(virtualServers),
    tables: new Map(tables),
    facts: new Map(facts),
    flows: new Map(Array.from(made.flows.values(), (flow) => [makeFlowId(flow.node, flow), flow])),
    accessCells: new Map(
      Array.from(made.accessCells.values(), (cell) => [makeAccessCellId(cell.test, cell.node, cell.port), cell]),
    ),
    load: new Map(
      Array.from(cluster.load, ([name, load]) => [
        mapLeaves(leaves.nodeName, name, text),
        { ...load, table: renames.tables.get(load.table) ?? load.table },
      ]),
    ),
    sums: cluster.sums && renameSums(cluster.sums, { address, node, thing }),
  }
}

/** By their new names, whose numbers say it all: the order they came in would tell of the old ones. */
function* sorted<Key extends string, Value>(map: ReadonlyMap<Key, Value>): Steps<ReadonlyMap<Key, Value>> {
  const numbered = yield* mapSteps(map, (entry) => ({ entry, numbers: entry[0].match(/\d+/g)?.map(Number) ?? [] }))
  numbered.sort(({ numbers: [a = 0, ownA = 0] }, { numbers: [b = 0, ownB = 0] }) => a - b || ownA - ownB)
  return new Map(numbered.map(({ entry }) => entry))
}

/** Namespace and name again are the halves of the id. */
const named = <Key extends string, Value extends { readonly namespace: string; readonly name: string }>(
  map: ReadonlyMap<Key, Value>,
): ReadonlyMap<Key, Value> =>
  new Map(
    Array.from(map, ([id, value]) => {
      const [namespace, name] = halves(id)
      return [id, { ...value, namespace, name }]
    }),
  )

function renameSums(sums: Sums, { address, node, thing }: Pick<Renamer, 'address' | 'node' | 'thing'>): Sums {
  const keys = <Value>(map: ReadonlyMap<string, Value>, rename: (key: string) => string) =>
    new Map(Array.from(map, ([key, value]) => [key === '' ? '' : rename(key), value]))
  const pairs = <Value>(
    map: ReadonlyMap<string, ReadonlyMap<string, Value>> | null,
    outer: (key: string) => string,
    inner: (key: string) => string,
  ) => map && new Map(Array.from(keys(map, outer), ([key, own]) => [key, keys(own, inner)]))
  return {
    exact: sums.exact,
    nodes: keys(sums.nodes, node),
    things: keys(sums.things, thing),
    hosts: keys(sums.hosts, node),
    pairs: pairs(sums.pairs, node, thing),
    ends: pairs(sums.ends, thing, address),
  } as unknown as Sums
}
