/** The value below which a share of all lies; NaN of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN
}

export const median = (values: readonly number[]): number => percentile(values, 0.5)

/** Milliseconds on the machine's monotonic clock, the same in all its processes. */
export const machineMs = (): number => Number(process.hrtime.bigint()) / 1e6
