/**
 * Cells as bytes, so ordered that of any block of cells the largest is the one to see. A cell of a
 * measure has a level above `codes.zero`; one of drift has one of the states.
 */
export const codes = {
  /** The node has nothing for the Service, and should not. */
  empty: 0,
  agrees: 1,
  unknown: 2,
  draining: 3,
  settling: 4,
  /** All that differs is not there. */
  missing: 5,
  wrong: 6,
} as const

export type State = keyof typeof codes

const states = Object.keys(codes) as State[]
export const stateOf = (code: number): State => states[code]!

/** Of a measure: not known gives way to every number. */
export const amountCodes = { empty: 0, unknown: 1, zero: 2, least: 3 } as const
/** Steps of the scale above zero. */
export const levels = 32

/** Smallest amount told apart from the next smaller, whatever the scale. */
const leastAmount = 0.1

/** By the logarithm, from a tenth to `full`; NaN is not known. */
export function codeOfAmount(amount: number, full: number): number {
  if (Number.isNaN(amount)) return amountCodes.unknown
  if (amount <= 0) return amountCodes.zero
  const share = Math.log(amount / leastAmount) / Math.log(Math.max(full, 1) / leastAmount)
  return amountCodes.least + Math.max(0, Math.min(levels - 1, Math.round(share * (levels - 1))))
}

/** The amount a share (0 to 1) of the scale stands for. */
export const amountAt = (share: number, full: number): number =>
  leastAmount * (Math.max(full, 1) / leastAmount) ** share

/** 1, 2 or 5 times a power of ten, not below the amount. */
export function roundUp(amount: number): number {
  if (!(amount > 1)) return 1
  const unit = 10 ** Math.floor(Math.log10(amount))
  return unit * ([1, 2, 5].find((step) => step * unit >= amount * 0.999_999) ?? 10)
}

/** The end of the scale: kept while the largest amount is within its upper part, so that colours stand still. */
export const steadyFull = (before: number, largest: number): number =>
  largest <= before && largest > before / 5 ? before : roundUp(largest)
