/** The moment in the address: `at=2026-11-25T03:12:00Z`. */
import { type Address, withOptions } from '#components/url/address.ts'
import { parseMoment } from '#model/history/parse-moment.ts'

/** Milliseconds; null for live, and for what is no moment. */
export const momentOf = ({ options }: Address): number | null => parseMoment(options['at'] ?? '')

/** The same address at another moment, to the second; null for live. */
export const withMoment = (address: Address, at: number | null): Address =>
  withOptions(address, { at: at === null ? '' : `${new Date(at).toISOString().slice(0, 19)}Z` })
