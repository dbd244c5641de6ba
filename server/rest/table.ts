/**
 * `GET /api/v1/nodes/NODE/table`: the kernel's table, as JSON with names beside addresses, or in
 * ipvsadm's own words. Exact totals and the kernel's own rates are read from the node when asked for.
 */
import { type Cluster, type Node, virtualServersOf } from '#model/cluster.ts'
import { makeNodeName, makeTableHash, type VirtualServerKey } from '#model/ids.ts'
import { counterNames, type Load } from '#model/load.ts'
import type { Parsed } from '#model/parsed.ts'
import type { Statistics } from '#model/report.ts'
import { formatCounters, formatTable, type Printable } from '#model/sources/ipvs/format.ts'
import { tableIndexOf } from '#model/table-index.ts'
import { nodePortAddressesOf, type Tie, tiesOfService } from '#model/tie.ts'
import { makeKey, makeRealKey } from '#model/topology.ts'
import { conflict, type Projected, type RestAnswer, send, sendText, value } from './answer.ts'
import { formatTime, showFeed } from './feeds.ts'
import { noNode, projectTableState } from './nodes.ts'
import { showLoad, showStatistics } from './numbers.ts'

/** Reads the exact totals and the kernel's rates of a node's table now. */
export type StatisticsOf = (node: Node['name']) => Promise<Parsed<Statistics>>

type ReadStatistics = Extract<Statistics, { is: 'read' }>

/** What was read of the node just now, with the table it belongs to: that may be newer than the one on screen. */
interface Exact {
  readonly node: Node
  readonly table: Extract<Node['table'], { is: 'read' }>
  readonly statistics: ReadStatistics
}

async function readExact(cluster: Cluster, node: Node, statisticsOf: StatisticsOf): Promise<Exact | Projected> {
  if (node.table.is !== 'read') return withoutTable(node)
  const asked = await statisticsOf(node.name)
  const refuse = (why: string) => conflict(`Totals of node “${node.name}” cannot be read: ${why}`)
  if (!asked.ok) return refuse(asked.why)
  if (asked.value.is !== 'read') return refuse(asked.value.why)
  const hash = makeTableHash(asked.value.table)
  const same = hash === node.table.hash
  const { servers, offsets } = tableIndexOf(cluster, hash)
  const isWhole = asked.value.servers.length === servers.length && asked.value.rows.length === offsets.at(-1)
  if (!cluster.tables.has(hash) || !isWhole || (!same && node.table.kernelOrder !== null))
    return refuse('its table changed just now; ask again in a few seconds')
  return { node, table: same ? node.table : { ...node.table, hash }, statistics: asked.value }
}

function withoutTable(node: Node): Projected {
  const why = 'why' in node.table ? node.table.why : 'its agent has not answered yet'
  return conflict(`There is no table of node “${node.name}” to show: ${why}`)
}

/** `statisticsOf` is null where totals are not asked for. `now` is the wall clock in milliseconds. */
export async function projectTable(
  cluster: Cluster,
  name: string,
  statisticsOf: StatisticsOf | null,
  now: () => number,
): Promise<Projected> {
  const node = cluster.nodes.get(makeNodeName(name))
  if (!node) return noNode(name)
  if (statisticsOf === null) return showTable(cluster, node, null, cluster.load.get(node.name)?.at)
  const exact = await readExact(cluster, node, statisticsOf)
  if ('is' in exact) return exact
  return showTable(cluster, { ...node, table: exact.table }, exact.statistics, now())
}

function showTable(cluster: Cluster, node: Node, statistics: ReadStatistics | null, readAt: number | undefined) {
  return value({
    node: node.name,
    readAt: formatTime(readAt),
    feed: showFeed(cluster.feeds.get(node.name) ?? { is: 'no-agent' }),
    table: projectTableState(cluster, node),
    virtualServers: projectRows(cluster, node, statistics),
  })
}

function projectRows(cluster: Cluster, node: Node, statistics: ReadStatistics | null) {
  if (node.table.is !== 'read') return null
  const { hash } = node.table
  const { servers, offsets } = tableIndexOf(cluster, hash)
  const ties = tiesOfNode(cluster, node)
  const load = loadOf(cluster, node)
  return servers.map((server, index) => {
    const key = makeKey(server.match)
    const tie = ties.get(key) ?? null
    const endpoints = tie === null ? [] : (cluster.services.get(tie.service)?.endpoints ?? [])
    const { realServers, ...settings } = server
    return {
      key,
      ...settings,
      service: tie && { id: tie.service, port: tie.port.name || tie.port.port, role: tie.role },
      ...showStatistics(statistics?.servers[index]),
      realServers: realServers.map((real, at) => {
        const row = offsets[index]! + at
        const pod = endpoints.find((endpoint) => endpoint.address === real.address)?.pod ?? null
        return {
          key: makeRealKey(real),
          ...real,
          pod,
          ...showLoad(load, row),
          ...showStatistics(statistics?.rows[row]),
        }
      }),
    }
  })
}

/** The load of the table the node is shown with; null when it belongs to another. */
function loadOf(cluster: Cluster, { name, table }: Node): Load | null {
  const load = cluster.load.get(name) ?? null
  return table.is === 'read' && load?.table === table.hash ? load : null
}

function tiesOfNode(cluster: Cluster, node: Node): ReadonlyMap<VirtualServerKey, Tie> {
  const addresses = nodePortAddressesOf(node)
  return new Map([...cluster.services.values()].flatMap((service) => tiesOfService(service, addresses)))
}

/** `ipvsadm -Ln` of a node. */
export function writeTable(cluster: Cluster, name: string): RestAnswer {
  const node = cluster.nodes.get(makeNodeName(name))
  if (!node) return send(noNode(name))
  if (node.table.is !== 'read') return send(withoutTable(node))
  const load = loadOf(cluster, node)
  if (load === null)
    return send(conflict(`The connections of node “${name}” are not known yet; ask again in a few seconds.`))
  const text = formatTable(printableOf(cluster, node.table), load.active, load.inactive)
  return sendText(text, formatTime(load.at), cluster.feeds.get(node.name) ?? { is: 'no-agent' })
}

/** `ipvsadm -Ln --stats --exact` or `--rate --exact` of a node: the kernel's own numbers, read now. */
export async function writeStatistics(
  cluster: Cluster,
  name: string,
  kind: 'stats' | 'rate',
  statisticsOf: StatisticsOf,
  now: () => number,
): Promise<RestAnswer> {
  const node = cluster.nodes.get(makeNodeName(name))
  if (!node) return send(noNode(name))
  const exact = await readExact(cluster, node, statisticsOf)
  if ('is' in exact) return send(exact)
  const { servers, rows } = exact.statistics
  const first = kind === 'stats' ? 0 : counterNames.length
  const text = formatCounters(
    printableOf(cluster, exact.table),
    kind,
    (row, counter) => BigInt(rows[row]![first + counterNames.indexOf(counter)]!),
    (server, counter) => BigInt(servers[server]![first + counterNames.indexOf(counter)]!),
  )
  return sendText(text, formatTime(now()), cluster.feeds.get(node.name) ?? { is: 'no-agent' })
}

const printableOf = (cluster: Cluster, table: Exact['table']): Printable => ({
  ...table,
  servers: virtualServersOf(cluster, table.hash),
})
