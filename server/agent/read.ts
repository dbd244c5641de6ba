/** One look at the node's kernel: table, counts, totals, clock. */
import type { CounterColumns, Totals } from '#model/load.ts'
import { makeTableReader, type ReadOutcome, type Structure } from '#model/sources/ipvs/read.ts'
import { parseTotals } from '#model/sources/ipvs/totals.ts'
import { textOf } from './identity.ts'
import type { Kernel } from './kernel.ts'
import { makeTotalsReader } from './totals.ts'

export interface NodeReading {
  readonly id: string
  readonly monotonicNs: bigint
  readonly wallMs: number
  readonly structure: Structure
  readonly active: Uint32Array
  readonly inactive: Uint32Array
  /** In the table's row order; null with the reason in `withoutCounters`. */
  readonly counters: CounterColumns | null
  readonly withoutCounters: string | null
  readonly showsSchedulerFlags: boolean
  readonly totals: Totals | null
}

export type NodeOutcome =
  | { readonly is: 'read'; readonly reading: NodeReading }
  | { readonly is: 'absent'; readonly why: string }
  | { readonly is: 'unreadable'; readonly why: string }

const noIpvs =
  'There is no /proc/net/ip_vs on this node: the ip_vs module is not loaded, so kube-proxy does not run in IPVS mode here.'

export function makeNodeReader(kernel: Kernel, hz: () => number | null): () => NodeOutcome {
  const table = makeTableReader()
  const totals = makeTotalsReader(kernel)
  const run = kernel.monotonicNs().toString(36)
  let count = 0
  let last: NodeReading | null = null

  const look = (): ReadOutcome => {
    try {
      return table.read(() => kernel.read('/proc/net/ip_vs'), hz(), totals.supplement)
    } catch (error) {
      return { is: 'unreadable', why: `/proc/net/ip_vs cannot be read: ${(error as Error).message}.` }
    }
  }

  return () => {
    if (totals.isOutdated()) table.forget()
    const outcome = look()
    if (outcome.is === 'absent') return { is: 'absent', why: noIpvs }
    if (outcome.is === 'unreadable') return outcome
    if (outcome.is === 'unsettled') {
      // The last certain reading, with its own old clock: the hub sees that it is no news.
      return last
        ? { is: 'read', reading: last }
        : { is: 'unreadable', why: '/proc/net/ip_vs changed at every look: the table is being rewritten right now.' }
    }
    const { structure, active, inactive } = outcome.reading
    const counted = totals.read(structure)
    const reading: NodeReading = {
      id: `${run}.${(count++).toString(36)}`,
      monotonicNs: kernel.monotonicNs(),
      wallMs: kernel.wallMs(),
      structure,
      active,
      inactive,
      counters: 'why' in counted ? null : counted,
      withoutCounters: 'why' in counted ? counted.why : null,
      showsSchedulerFlags: totals.showsSchedulerFlags(),
      totals: parseTotals(textOf(kernel, '/proc/net/ip_vs_stats')),
    }
    last = reading
    return { is: 'read', reading }
  }
}
