/** Figures of sums. Rates are added up as whole hundredths, so that taking away what was added leaves nothing. */
import type { Flow } from '../sums.ts'

export const toHundredths = (rate: number): number => Math.round(rate * 100)

/**
 * A whole number; from 100 on with two significant digits, in steps that are never more than a tenth of
 * it: 10, 11, … 20, 22, … 50, 55, …. Finer steps above 20 would be no nearer in the worst case, and what
 * moves from one step to the next is sent to every browser.
 */
export function roundTwo(value: number): number {
  if (value < 100) return value
  let unit = 1
  while (value >= unit * 100) unit *= 10
  const digits = value / unit
  const step = digits < 20 ? 1 : digits < 50 ? 2 : 5
  return Math.round(digits / step) * step * unit
}

/** Whole hundredths of rates, and counts. */
export interface Amounts {
  readonly connections: number
  readonly packets: number
  readonly active: number
  readonly inactive: number
  readonly rows: number
  readonly unrated: number
}

export function makeFlow({ connections, packets, active, inactive, rows, unrated }: Amounts, exact: boolean): Flow {
  const told = exact ? (value: number) => value : roundTwo
  return {
    connections: told(connections) / 100,
    packets: told(packets) / 100,
    active: told(active),
    inactive: told(inactive),
    rated: told(rows - unrated),
    unrated: told(unrated),
  }
}

/** Whether there are few enough pairs to tell each: of node and thing, and of thing and real server. */
export const isTold = (nodes: number, things: number, ends: number, most: number): boolean =>
  nodes * things <= most && ends <= most
