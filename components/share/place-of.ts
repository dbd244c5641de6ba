import { type Address, formatAddress, to } from '#components/url/address.ts'
import { views } from '#components/views/index.ts'

/** The view a snapshot opens at, without how its taker likes to read and which moment that was; the topology where this one is of the hub alone. */
export function placeOf({ options, ...address }: Address): string {
  const view = views.find(({ id }) => id === address.view)
  if (view === undefined || view.isOfHub) return formatAddress(to('topology'))
  const { lang, theme, at, ...rest } = options
  return formatAddress({ ...address, options: rest })
}
