/** Totals of every real server over generic netlink, laid beside a table read from /proc. */
import type { CounterColumns } from '#model/load.ts'
import { makeSupplement, type ServiceFacts } from '#model/sources/ipvs/netlink-supplement.ts'
import type { Structure, Supplement } from '#model/sources/ipvs/read.ts'
import type { Kernel, Netlink } from './kernel.ts'
import { makeNetlinkTotals, type NetlinkTotals } from './netlink/totals.ts'

export interface TotalsReader {
  /** Asked once for a new structure: what netlink knows of virtual servers that /proc does not print. Null without netlink. */
  supplement(): Supplement | null
  /** Whether the last supplement told scheduler flags. */
  showsSchedulerFlags(): boolean
  /** What the last supplement told has changed since, though /proc shows the same. */
  isOutdated(): boolean
  /** Columns in the table's row order, or why there are none. */
  read(structure: Structure): CounterColumns | { readonly why: string }
}

type Opened =
  | { readonly totals: NetlinkTotals; readonly why?: never }
  | { readonly totals?: never; readonly why: string }

export function makeTotalsReader(kernel: Kernel): TotalsReader {
  let opened: Opened = { why: 'The table has not been read yet.' }
  /** Null while the last supplement had nothing to tell. */
  let told: ServiceFacts | null = null
  let present: ServiceFacts | null = null

  const tryOpen = (): Opened => {
    const netlink: Netlink | { readonly why: string } = kernel.openNetlink()
    return 'why' in netlink ? netlink : { totals: makeNetlinkTotals(netlink) }
  }
  const attempt = <T>(work: (totals: NetlinkTotals) => T): T | { readonly why: string } => {
    if (opened.totals === undefined) return { why: opened.why }
    try {
      return work(opened.totals)
    } catch (error) {
      return { why: (error as Error).message }
    }
  }

  return {
    supplement() {
      // Also later than at the start: the module may have been loaded since.
      if (opened.totals === undefined) opened = tryOpen()
      const facts = attempt((totals) => totals.readServices(kernel.monotonicNs()))
      told = present = facts instanceof Map ? facts : null
      return told && makeSupplement(told)
    },
    showsSchedulerFlags: () => told !== null,
    isOutdated: () => present !== told,
    read: (structure) =>
      attempt((totals) => {
        const nowNs = kernel.monotonicNs()
        present = totals.readServices(nowNs)
        return totals.readRows(structure.servers, structure.table, nowNs)
      }),
  }
}
