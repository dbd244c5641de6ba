/** Numbers to text. English digits and grouping in every language, as kernels and tickets write them. */
const groupings = [0, 1, 2].map(
  (decimals) => new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }),
)

/** Fixed decimals (0 to 2) and grouped thousands; null for what is not a known number. */
export function formatNumber(value: number | null, decimals: 0 | 1 | 2 = 0): string | null {
  return value === null || !Number.isFinite(value) ? null : groupings[decimals]!.format(value)
}

export interface AgeUnits {
  readonly days: (n: number) => string
  readonly hours: (n: number) => string
  readonly minutes: (n: number) => string
  readonly seconds: (n: number) => string
}

/** How long ago, in its one or two largest units. Clocks may disagree a little: never below zero. */
export function formatAge(ageMs: number, units: AgeUnits): string {
  const seconds = Math.max(0, Math.floor(ageMs / 1000))
  if (seconds < 60) return units.seconds(seconds)
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60)
    return minutes < 10 ? two(units.minutes(minutes), seconds % 60, units.seconds) : units.minutes(minutes)
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return two(units.hours(hours), minutes % 60, units.minutes)
  return two(units.days(Math.floor(hours / 24)), hours % 24, units.hours)
}

const two = (large: string, rest: number, small: (n: number) => string): string =>
  rest === 0 ? large : `${large} ${small(rest)}`

/** Date and clock time of a wall-clock moment where the reader is: `2026-11-25 14:03:07`. */
export const formatMoment = (atMs: number): string =>
  `${new Date(atMs).toLocaleDateString('sv-SE')} ${formatClock(atMs)}`

/** Clock time of a wall-clock moment where the reader is: `14:03:07`. */
export const formatClock = (atMs: number): string =>
  new Date(atMs).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
