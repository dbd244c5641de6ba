import { type Address, formatAddress } from '#components/url/address.ts'

/** The view a snapshot opens at, without how its taker likes to read. */
export function placeOf({ options, ...address }: Address): string {
  const { lang, theme, ...rest } = options
  return formatAddress({ ...address, options: rest })
}
