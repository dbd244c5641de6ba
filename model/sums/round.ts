/** Figures of sums. Rates are added up as whole hundredths, so that taking away what was added leaves nothing. */
import type { Flow } from '../sums.ts'

export const toHundredths = (rate: number): number => Math.round(rate * 100)

/** A whole number with two significant digits. */
export function roundTwo(value: number): number {
  let unit = 1
  while (value >= unit * 100) unit *= 10
  return Math.round(value / unit) * unit
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
