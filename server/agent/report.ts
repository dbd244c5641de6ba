/** What a reading becomes for one asking hub: only what it said it lacks. */
import { limits, type Report, reportVersion, type Statistics, type TableReport } from '#model/report.ts'
import { orderMatters } from '#model/sources/ipvs/format.ts'
import type { Structure } from '#model/sources/ipvs/read.ts'
import type { KernelOrder, Table, VirtualServer } from '#model/topology.ts'
import type { FactsReader } from './facts/reader.ts'
import { makeIdentityReader, textOf } from './identity.ts'
import type { Kernel } from './kernel.ts'
import { movesSince } from './moves.ts'
import { readStatistics } from './netlink/statistics.ts'
import { makeNodeReader, type NodeReading } from './read.ts'

/** What the hub says it has: the hash of its table, the id of its last reading, the digest of its facts. */
export interface Asked {
  readonly table: string | null
  readonly since: string | null
  readonly facts: string | null
}

export interface Reporter {
  report(asked: Asked): Report
  /** Bodies of virtual servers of the present table; those it does not have are left out. */
  virtualServers(hashes: readonly string[]): readonly VirtualServer[]
  /** Exact totals of everything in the present table, read now. */
  statistics(): Statistics
}

/** Readings and structures remembered, to answer "what moved since". A hub asks about the last one. */
const remembered = 4

export function makeReporter(kernel: Kernel, nodeName: string, agentVersion: string, facts: FactsReader): Reporter {
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
        conntrack: readConntrack(kernel),
        facts: reportFacts(facts, asked.facts),
      }
    },
    virtualServers(hashes) {
      const wanted = new Set(hashes)
      return structures.flatMap((structure) => structure.servers.filter((_, i) => wanted.delete(structure.table[i]!)))
    },
    statistics() {
      const outcome = read()
      if (outcome.is !== 'read') return { is: 'unreadable', why: outcome.why }
      remember(outcome.reading)
      return readStatistics(kernel, outcome.reading.structure)
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
      ? { is: 'changed', ...differences(base.table, structure.table) }
      : { is: 'whole', entries: structure.table.join('') }
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
    load: movesSince(reading, since),
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

/** Positions that go, and the hashes that come one after the other. */
function differences(from: Table, to: Table): { removed: number[]; added: string } {
  const had = new Set(from)
  const has = new Set(to)
  return {
    removed: [...from.keys()].filter((position) => !has.has(from[position]!)),
    added: to.filter((hash) => !had.has(hash)).join(''),
  }
}

function readConntrack(kernel: Kernel): Report['conntrack'] {
  const numberOf = (name: string) => Number.parseInt(textOf(kernel, `/proc/sys/net/netfilter/nf_conntrack_${name}`), 10)
  const count = numberOf('count')
  const limit = numberOf('max')
  return Number.isNaN(count) || Number.isNaN(limit) ? null : { count, limit }
}

function reportFacts(facts: FactsReader, asked: string | null): Report['facts'] {
  const { digest, addresses, sources } = facts.current()
  return asked === digest
    ? { digest }
    : { digest, now: { addresses: addresses.slice(0, limits.addresses).map((each) => ({ ...each })), sources } }
}
