/** What a reading becomes for one asking hub: only what it said it lacks. */
import { type CounterColumns, type CounterName, movedRows } from '#model/load.ts'
import { limits, type Report, reportVersion, type TableReport } from '#model/report.ts'
import { orderMatters } from '#model/sources/ipvs/format.ts'
import type { Structure } from '#model/sources/ipvs/read.ts'
import { parseIpv6Routes, parseRoutes } from '#model/sources/network/parse.ts'
import { diffTables, type KernelOrder, type VirtualServer } from '#model/topology.ts'
import { makeIdentityReader, textOf } from './identity.ts'
import type { Kernel } from './kernel.ts'
import { makeNodeReader, type NodeReading } from './read.ts'

/** What the hub says it has: the hash of its table, the id of its last reading. */
export interface Asked {
  readonly table: string | null
  readonly since: string | null
}

export interface Reporter {
  report(asked: Asked): Report
  /** Bodies of virtual servers of the present table; those it does not have are left out. */
  virtualServers(hashes: readonly string[]): readonly VirtualServer[]
}

/** Readings and structures remembered, to answer "what moved since". A hub asks about the last one. */
const remembered = 4

export function makeReporter(kernel: Kernel, nodeName: string, agentVersion: string): Reporter {
  const identity = makeIdentityReader(kernel, nodeName)
  let node = identity()
  const read = makeNodeReader(kernel, () => node.hz)
  let readings: NodeReading[] = []
  let structures: Structure[] = []

  const remember = (reading: NodeReading) => {
    if (readings[0] === reading) return
    readings = [reading, ...readings].slice(0, remembered)
    if (structures[0] !== reading.structure) structures = [reading.structure, ...structures].slice(0, remembered)
  }

  const tableOf = (asked: Asked): { table: Report['table']; reading: NodeReading | null } => {
    const outcome = read()
    if (outcome.is !== 'read') return { table: outcome, reading: null }
    const { reading } = outcome
    const base = structures.find((structure) => structure.hash === asked.table) ?? null
    const since = readings.find((earlier) => earlier.id === asked.since) ?? null
    remember(reading)
    return { table: reportTable(reading, base, asked.table === reading.structure.hash, since), reading }
  }

  return {
    report(asked) {
      node = identity()
      const { table, reading } = tableOf(asked)
      return {
        version: reportVersion,
        agentVersion,
        node,
        clock: {
          monotonicNs: String(reading?.monotonicNs ?? kernel.monotonicNs()),
          wallMs: reading?.wallMs ?? kernel.wallMs(),
        },
        reading: reading?.id ?? '',
        table,
        network: readNetwork(kernel),
      }
    },
    virtualServers(hashes) {
      const wanted = new Set(hashes)
      return structures.flatMap((structure) => structure.servers.filter((_, i) => wanted.delete(structure.table[i]!)))
    },
  }
}

function reportTable(
  reading: NodeReading,
  base: Structure | null,
  unchanged: boolean,
  since: NodeReading | null,
): TableReport {
  const { structure } = reading
  const change: TableReport['change'] = unchanged
    ? { is: 'unchanged' }
    : base
      ? { is: 'changed', ...mutable(diffTables(base.table, structure.table)) }
      : { is: 'whole', entries: [...structure.table] }
  const earlier =
    since?.structure.hash === structure.hash && (since.counters === null) === (reading.counters === null) ? since : null
  return {
    is: 'read',
    source: 'ipvs',
    version: structure.version,
    size: structure.size,
    showsSchedulerFlags: reading.showsSchedulerFlags,
    hash: structure.hash,
    change,
    ...(unchanged && base === structure
      ? {}
      : {
          kernelOrder: orderMatters(structure.servers) ? mutableOrder(structure.kernelOrder) : null,
        }),
    rows: structure.rows,
    load: {
      since: earlier?.id ?? null,
      rows: movedCounts(reading, earlier),
      counters: reading.counters && movedCounters(reading.counters, earlier?.counters ?? null),
    },
    withoutCounters: reading.withoutCounters,
    totals: reading.totals && {
      connections: String(reading.totals.connections),
      inPackets: String(reading.totals.inPackets),
      outPackets: String(reading.totals.outPackets),
      inBytes: String(reading.totals.inBytes),
      outBytes: String(reading.totals.outBytes),
    },
    rejected: { rows: structure.rejected.rows, samples: structure.rejected.samples.slice(0, limits.samples) },
  }
}

const mutableOrder = ({ servers, rows }: KernelOrder) => ({ servers: [...servers], rows: [...rows] })

const mutable = (diff: { removed: readonly string[]; added: readonly string[] }) => ({
  removed: [...diff.removed],
  added: [...diff.added],
})

function movedCounts(reading: NodeReading, since: NodeReading | null): [number, number, number][] {
  const moved: [number, number, number][] = []
  for (let row = 0; row < reading.active.length; row++) {
    const active = reading.active[row]!
    const inactive = reading.inactive[row]!
    if (active !== (since?.active[row] ?? 0) || inactive !== (since?.inactive[row] ?? 0))
      moved.push([row, active, inactive])
  }
  return moved
}

function movedCounters(
  counters: CounterColumns,
  before: CounterColumns | null,
): NonNullable<TableReport['load']['counters']> {
  const textOf = (name: CounterName, row: number) => String(counters[name][row])
  return movedRows(before, counters).map((row) => [
    row,
    textOf('connections', row),
    textOf('inPackets', row),
    textOf('outPackets', row),
    textOf('inBytes', row),
    textOf('outBytes', row),
  ])
}

function readNetwork(kernel: Kernel): Report['network'] {
  return {
    addresses: kernel
      .addresses()
      .slice(0, limits.addresses)
      .map((address) => ({ ...address })),
    routes: [
      ...parseRoutes(textOf(kernel, '/proc/net/route')),
      ...parseIpv6Routes(textOf(kernel, '/proc/net/ipv6_route')),
    ].slice(0, limits.routes),
  }
}
