/** Totals of every real server over generic netlink, laid beside a table read from /proc. */
import type { CounterColumns } from '#model/load.ts'
import type { Structure, Supplement } from '#model/sources/ipvs/read.ts'
import type { Kernel } from './kernel.ts'

export interface TotalsReader {
  /** Asked once for a new structure: what netlink knows of virtual servers that /proc does not print. Null without netlink. */
  supplement(): Supplement | null
  /** Whether the last supplement told scheduler flags. */
  showsSchedulerFlags(): boolean
  /** Columns in the table's row order, or why there are none. */
  read(structure: Structure): CounterColumns | { readonly why: string }
}

export function makeTotalsReader(kernel: Kernel): TotalsReader {
  const netlink = kernel.openNetlink()
  return {
    supplement: () => null,
    showsSchedulerFlags: () => false,
    read: () => ('why' in netlink ? netlink : { why: 'totals are not read yet' }),
  }
}
