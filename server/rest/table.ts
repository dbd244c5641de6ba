/**
 * `GET /api/v1/nodes/NODE/table`: the kernel's table, as JSON with names beside addresses, or in
 * ipvsadm's own words.
 */
import { type Cluster, type Node, virtualServersOf } from '#model/cluster.ts'
import { makeNodeName, type VirtualServerKey } from '#model/ids.ts'
import { absent, type CounterName, type Load, type Reading, roundRate } from '#model/load.ts'
import { formatCounters, formatTable, type Printable } from '#model/sources/ipvs/format.ts'
import { nodePortAddressesOf, type Tie, tiesOfService } from '#model/tie.ts'
import { makeKey, makeRealKey, makeRowOffsets } from '#model/topology.ts'
import { conflict, notFound, type Projected, type RestAnswer, send, sendText, value } from './answer.ts'
import { formatTime, showFeed } from './feeds.ts'
import { projectTableState } from './nodes.ts'
import { showLoad, showTotals } from './numbers.ts'

/** The newest exact reading of a node; null while there is none. */
export type ReadingOf = (node: Node['name']) => Reading | null

const noNode = (name: string): Projected => notFound(`There is no node “${name}”; /api/v1/nodes lists them.`)

export function projectTable(cluster: Cluster, name: string, readingOf: ReadingOf): Projected {
  const node = cluster.nodes.get(makeNodeName(name))
  if (!node) return noNode(name)
  const load = cluster.load.get(node.name) ?? null
  return value({
    node: node.name,
    readAt: formatTime(load?.at),
    feed: showFeed(cluster.feeds.get(node.name) ?? { is: 'no-agent' }),
    table: projectTableState(cluster, node),
    virtualServers: node.table.is === 'read' ? projectRows(cluster, node, load, readingOf(node.name)) : null,
  })
}

function projectRows(cluster: Cluster, node: Node, load: Load | null, reading: Reading | null) {
  if (node.table.is !== 'read') return null
  const servers = virtualServersOf(cluster, node.table.hash)
  const offsets = makeRowOffsets(servers)
  const ties = tiesOfNode(cluster, node)
  const counters = reading?.table === node.table.hash ? reading.counters : null
  return servers.map((server, index) => {
    const key = makeKey(server.match)
    const tie = ties.get(key) ?? null
    const endpoints = tie === null ? [] : (cluster.services.get(tie.service)?.endpoints ?? [])
    const { realServers, ...settings } = server
    return {
      key,
      ...settings,
      service: tie && { id: tie.service, port: tie.port.name || tie.port.port, role: tie.role },
      realServers: realServers.map((real, at) => {
        const row = offsets[index]! + at
        const pod = endpoints.find((endpoint) => endpoint.address === real.address)?.pod ?? null
        return { key: makeRealKey(real), ...real, pod, ...showLoad(load, row), totals: showTotals(counters, row) }
      }),
    }
  })
}

function tiesOfNode(cluster: Cluster, node: Node): ReadonlyMap<VirtualServerKey, Tie> {
  const addresses = nodePortAddressesOf(node)
  return new Map([...cluster.services.values()].flatMap((service) => tiesOfService(service, addresses)))
}

/** `plain` is `ipvsadm -Ln`; the others are `--stats --exact` and `--rate --exact`. */
export type Words = 'plain' | 'stats' | 'rate'

export function writeTable(cluster: Cluster, name: string, words: Words, readingOf: ReadingOf): RestAnswer {
  const node = cluster.nodes.get(makeNodeName(name))
  if (!node) return send(noNode(name))
  const load = cluster.load.get(node.name) ?? null
  const { table } = node
  if (table.is !== 'read') {
    const why = 'why' in table ? table.why : 'its agent has not answered yet'
    return send(conflict(`There is no table of node “${name}” to show: ${why}`))
  }
  const printable: Printable = { ...table, servers: virtualServersOf(cluster, table.hash) }
  const feed = cluster.feeds.get(node.name) ?? { is: 'no-agent' }
  const text =
    words === 'plain'
      ? writePlain(printable, load)
      : writeCounters(printable, words, load, current(readingOf(node.name), table.hash))
  if (text !== null) return sendText(text, formatTime(load?.at), feed)
  return send(
    conflict(
      `Counters per real server of node “${name}” are not known: ${node.withoutCounters ?? 'not read yet, ask again in a few seconds'}`,
    ),
  )
}

const current = (reading: Reading | null, hash: string): Reading | null => (reading?.table === hash ? reading : null)

const writePlain = (table: Printable, load: Load | null): string | null =>
  load && formatTable(table, load.active, load.inactive)

function writeCounters(
  table: Printable,
  words: 'stats' | 'rate',
  load: Load | null,
  reading: Reading | null,
): string | null {
  const offsets = makeRowOffsets(table.servers)
  const rowsOf = (server: number) =>
    Array.from({ length: offsets[server + 1]! - offsets[server]! }, (_, at) => offsets[server]! + at)
  if (words === 'stats') {
    const counters = reading?.counters
    if (!counters || counters.connections.includes(absent)) return null
    const row = (at: number, name: CounterName) => counters[name][at] ?? 0n
    return formatCounters(table, words, row, (server, name) =>
      rowsOf(server).reduce((sum, at) => sum + row(at, name), 0n),
    )
  }
  const rates = load?.rates
  if (!rates) return null
  const row = (at: number, name: CounterName) => rates[name][at] ?? Number.NaN
  const sum = (server: number, name: CounterName) => rowsOf(server).reduce((total, at) => total + row(at, name), 0)
  return formatCounters(
    table,
    words,
    (at, name) => Math.round(row(at, name)),
    (server, name) => Math.round(roundRate(sum(server, name))),
  )
}
