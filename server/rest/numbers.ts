/** Counts and rates of rows as they are written in answers. */
import {
  absent,
  type CounterColumns,
  type CounterName,
  type Load,
  mapCounters,
  type Rate,
  type RateColumns,
} from '#model/load.ts'

const known = (rate: number): number | null => (Number.isNaN(rate) ? null : rate)

export const showRate = (rate: Rate | null): Record<CounterName, number | null> | null =>
  rate && mapCounters((name) => known(rate[name]))

const showRates = (rates: RateColumns | null, row: number) =>
  rates && mapCounters((name) => known(rates[name][row] ?? Number.NaN))

/** Exact totals: 64-bit, so decimal strings; null where the kernel told none. */
export const showTotals = (counters: CounterColumns | null, row: number): Record<CounterName, string> | null =>
  counters && counters.connections[row] !== absent ? mapCounters((name) => String(counters[name][row])) : null

/** What a row carries now; all null without a reading of this very table. */
export const showLoad = (load: Load | null, row: number) => ({
  active: load?.active[row] ?? null,
  inactive: load?.inactive[row] ?? null,
  ratesPerSecond: load === null ? null : showRates(load.rates, row),
})
