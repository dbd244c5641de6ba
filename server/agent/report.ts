/** What a reading becomes for one asking hub: only what it said it lacks. */
import { mapCounters } from '#model/load.ts'
import { limits, type Report, reportVersion, type Statistics, type TableReport } from '#model/report.ts'
import { kernelOrderOf, type Structure } from '#model/sources/ipvs/structure.ts'
import type { KernelOrder, Table, VirtualServer } from '#model/topology.ts'
import type { FactsReader } from './facts/reader.ts'
import { makeIdentityReader, textOf } from './identity.ts'
import type { Kernel } from './kernel.ts'
import { reportLoad } from './load.ts'
import { readStatistics } from './netlink/statistics.ts'
import type { StatisticsColumns } from './pieces.ts'
import { makeNodeReader, type NodeOutcome, type NodeReading } from './read.ts'

/** What the hub says it has: the hash of its table, the id of its last reading, the digest of its facts. */
export interface Asked {
  readonly table: string | null
  readonly since: string | null
  readonly facts: string | null
}

export interface Reporter {
  report(asked: Asked): Report
  /** Bodies of virtual servers of the present table; those it does not have are left out. */
  virtualServers(hashes: readonly string[]): Iterable<VirtualServer>
  /** Exact totals of everything in the present table, read now. */
  statistics(): Promise<({ readonly is: 'read' } & StatisticsColumns) | Extract<Statistics, { is: 'unreadable' }>>
}

/** Tables remembered, to tell a change from. A hub has the last one. */
const remembered = 4

export function makeReporter(kernel: Kernel, nodeName: string, agentVersion: string, facts: FactsReader): Reporter {
  const identity = makeIdentityReader(kernel, nodeName)
  let node = identity()
  const reader = makeNodeReader(kernel, () => node.hz)
  let present: Structure | null = null
  let tables: { readonly hash: string; readonly table: Table }[] = []

  const read = (): NodeOutcome => {
    const outcome = reader.read()
    if (outcome.is !== 'read') return outcome
    present = outcome.reading.structure
    const { hash, table } = present
    if (tables[0]?.hash !== hash) tables = [{ hash, table }, ...tables].slice(0, remembered)
    return outcome
  }

  const reportTable = (reading: NodeReading, asked: Asked): TableReport => {
    const { structure } = reading
    const move = asked.since === null ? null : reader.since(asked.since)
    const isSameOrder = asked.table === structure.hash && move !== null && !move.isNewStructure
    return {
      is: 'read',
      source: 'ipvs',
      version: reading.version,
      size: reading.size,
      showsSchedulerFlags: reading.showsSchedulerFlags,
      hash: structure.hash,
      change: changeSince(tables.find(({ hash }) => hash === asked.table)?.table ?? null, structure.table),
      ...(isSameOrder ? {} : { kernelOrder: mutableOrder(kernelOrderOf(structure)) }),
      rows: structure.rows,
      load: reportLoad(reading, move && { reading: asked.since!, move }),
      withoutCounters: reading.withoutCounters,
      totals: reading.totals && mapCounters((name) => String(reading.totals![name])),
      rejected: { rows: structure.rejected.rows, samples: structure.rejected.samples.slice(0, limits.samples) },
    }
  }

  return {
    report(asked) {
      node = identity()
      const outcome = read()
      const reading = outcome.is === 'read' ? outcome.reading : null
      return {
        version: reportVersion,
        agentVersion,
        node,
        clock: {
          monotonicNs: String(reading?.monotonicNs ?? kernel.monotonicNs()),
          wallMs: reading?.wallMs ?? kernel.wallMs(),
        },
        reading: reading?.id ?? '',
        table: outcome.is === 'read' ? reportTable(outcome.reading, asked) : outcome,
        conntrack: readConntrack(kernel),
        facts: reportFacts(facts, asked.facts),
      }
    },
    *virtualServers(hashes) {
      const structure = present
      if (structure === null) return
      const wanted = new Set(hashes)
      for (let position = 0; position < structure.table.length && wanted.size > 0; position++) {
        if (!wanted.delete(structure.table[position]!)) continue
        // Another question may have been answered between two bodies.
        const server = structure === present ? reader.server(position) : null
        if (server !== null) yield server
      }
    },
    async statistics() {
      const outcome = read()
      if (outcome.is !== 'read') return { is: 'unreadable', why: outcome.why }
      const { structure } = outcome.reading
      const told = await readStatistics(kernel, structure)
      return told.is === 'read' ? { ...told, table: structure.hash } : told
    },
  }
}

function changeSince(before: Table | null, now: Table): TableReport['change'] {
  if (before === null) return { is: 'whole', entries: now.join('') }
  return before === now ? { is: 'unchanged' } : { is: 'changed', ...differences(before, now) }
}

const mutableOrder = (order: KernelOrder | null) => order && { servers: [...order.servers], rows: [...order.rows] }

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
