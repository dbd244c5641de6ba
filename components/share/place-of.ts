import { type Address, formatAddress, to } from '#components/url/address.ts'
import { views } from '#components/views/index.ts'
import { embedViewOf } from '#model/embed/views.ts'

/** The view a snapshot opens at, without how its taker likes to read and which moment that was; the topology where this one is of the hub alone. */
export function placeOf({ options, ...address }: Address): string {
  const view = views.find(({ id }) => id === address.view)
  if (view === undefined || view.isOfHub) return formatAddress(to('topology'))
  const { lang, theme, at, ...rest } = options
  return formatAddress({ ...address, options: rest })
}

/** The view as somebody's page embeds it, which is of the present; null where it cannot be. */
export function embedPlaceOf({ options, ...address }: Address): string | null {
  const { lang, theme, at, ...rest } = options
  const place = formatAddress({ ...address, options: rest })
  return embedViewOf(place) === null ? null : place
}
