/** Counts, rates and totals of rows as they are written in answers. */
import { type CounterName, counterNames, type Load, mapCounters, type Rate, rowRate } from '#model/load.ts'

const known = (rate: number): number | null => (Number.isNaN(rate) ? null : rate)

export const showRate = (rate: Rate | null): Record<CounterName, number | null> | null =>
  rate && mapCounters((name) => known(rate[name]))

/** What a row carries now; all null without a reading of this very table. */
export const showLoad = (load: Load | null, row: number) => ({
  active: load?.active[row] ?? null,
  inactive: load?.inactive[row] ?? null,
  ratesPerSecond: load?.rates ? mapCounters((name) => known(rowRate(load, name, row))) : null,
})

/** Five totals and five rates of the kernel's own, as an agent sends them. */
type Ten = readonly string[]

/** Exact totals and the kernel's rates: 64-bit, so decimal texts. */
export const showStatistics = (ten: Ten | undefined) =>
  ten === undefined
    ? {}
    : {
        totals: mapCounters((name) => ten[counterNames.indexOf(name)]!),
        kernelRatesPerSecond: mapCounters((name) => ten[counterNames.length + counterNames.indexOf(name)]!),
      }
