/** The moment in the address: `at=2026-11-25T03:12:00Z`. */
import { type Address, withOptions } from '#components/url/address.ts'

/** Milliseconds; null for live, and for what is no moment. */
export function momentOf({ options }: Address): number | null {
  const text = options['at'] ?? ''
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(text)
    ? Date.parse(text)
    : Number.NaN
  return Number.isNaN(at) ? null : at
}

/** The same address at another moment, to the second; null for live. */
export const withMoment = (address: Address, at: number | null): Address =>
  withOptions(address, { at: at === null ? '' : `${new Date(at).toISOString().slice(0, 19)}Z` })
