/** One look at the node's kernel: table, counts, totals, clock. */
import type { Totals } from '#model/load.ts'
import { makeTableReader, type ReadOutcome } from '#model/sources/ipvs/read.ts'
import type { Origin, Structure } from '#model/sources/ipvs/structure.ts'
import type { Text } from '#model/sources/ipvs/text.ts'
import { parseTotals } from '#model/sources/ipvs/totals.ts'
import type { VirtualServer } from '#model/topology.ts'
import { textOf } from './identity.ts'
import { makeKeptText } from './kept-text.ts'
import type { Kernel } from './kernel.ts'
import { type Move, makeLedger } from './ledger.ts'
import { makeTotalsReader } from './totals.ts'

export interface NodeReading {
  readonly id: string
  readonly monotonicNs: bigint
  readonly wallMs: number
  readonly version: string
  readonly size: number
  readonly structure: Structure
  /** In the table's row order; they hold until the next reading. */
  readonly active: Uint32Array
  readonly inactive: Uint32Array
  /** Why there are no totals of rows; null when there are. */
  readonly withoutCounters: string | null
  readonly showsSchedulerFlags: boolean
  /** The node's own. */
  readonly totals: Totals | null
}

export type NodeOutcome =
  | { readonly is: 'read'; readonly reading: NodeReading }
  | { readonly is: 'absent'; readonly why: string }
  | { readonly is: 'unreadable'; readonly why: string }

export interface NodeReader {
  read(): NodeOutcome
  /** What moved from that reading to the last; null when it is not remembered. */
  since(reading: string): Move | null
  /** A virtual server of the last reading's table, by position; null while its text is being read anew. */
  server(position: number): VirtualServer | null
}

const tablePath = '/proc/net/ip_vs'
const noIpvs =
  'There is no /proc/net/ip_vs on this node: the ip_vs module is not loaded, so kube-proxy does not run in IPVS mode here.'

export function makeNodeReader(kernel: Kernel, hz: () => number | null): NodeReader {
  const table = makeTableReader()
  const totals = makeTotalsReader(kernel)
  const ledger = makeLedger()
  const kept = makeKeptText()
  const run = kernel.monotonicNs().toString(36)
  let count = 0
  let last: NodeReading | null = null

  const lookAtText = (): Text | null => {
    const bytes = kernel.read(tablePath, kept)
    if (bytes === null) return null
    return { bytes, moved: kept.holds(bytes) ? kept.moved() : null }
  }
  const look = (): ReadOutcome => {
    try {
      return table.read(lookAtText, hz(), totals.supplement)
    } catch (error) {
      return { is: 'unreadable', why: `${tablePath} cannot be read: ${(error as Error).message}.` }
    }
  }

  return {
    read() {
      if (totals.takeNews()) table.outdate()
      const outcome = look()
      if (outcome.is === 'absent') return { is: 'absent', why: noIpvs }
      if (outcome.is === 'unreadable') return outcome
      if (outcome.is === 'unsettled') {
        // The last certain reading, with its own old clock: the hub sees that it is no news.
        return last
          ? { is: 'read', reading: last }
          : { is: 'unreadable', why: `${tablePath} changed at every look: the table is being rewritten right now.` }
      }
      const { moved, origin, isFirst, ...seen } = outcome.reading
      const node = parseTotals(textOf(kernel, '/proc/net/ip_vs_stats'))
      const counted = totals.read(seen.structure, origin, node)
      const withoutCounters = 'why' in counted ? counted.why : null
      const reading: NodeReading = {
        ...seen,
        id: `${run}.${(count++).toString(36)}`,
        monotonicNs: kernel.monotonicNs(),
        wallMs: kernel.wallMs(),
        withoutCounters,
        showsSchedulerFlags: totals.showsSchedulerFlags(),
        totals: node,
      }
      if (isFirst || last === null) ledger.begin(reading.id)
      else {
        const growth = 'why' in counted || last.withoutCounters !== null ? null : counted
        const fresh = origin === null ? [] : freshRows(origin)
        ledger.add(reading.id, { counts: moved, fresh, growth, isNewStructure: origin !== null }, origin)
      }
      last = reading
      return { is: 'read', reading }
    },
    since: ledger.since,
    server: table.server,
  }
}

function freshRows({ rows }: Origin): number[] {
  const fresh: number[] = []
  for (let row = rows.indexOf(-1); row >= 0; row = rows.indexOf(-1, row + 1)) fresh.push(row)
  return fresh
}
