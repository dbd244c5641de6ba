/** Which views these pages have: all of them, but for an embedded view, which has those its token names. */
import { type EmbedView, embedViewOf } from '#model/embed/views.ts'
import { type Address, formatAddress } from './address.ts'

let offered: readonly EmbedView[] | null = null

/** Known before anything of an embedded view is drawn, and the same until it is gone. */
export const offerOnly = (views: readonly EmbedView[] | null): void => {
  offered = views
}

/** Whether a link to it stays here; others lead to the hub's own pages, beside the page around. */
export function isOffered(address: Address): boolean {
  const view = offered === null ? null : embedViewOf(formatAddress(address))
  return offered === null || (view !== null && offered.includes(view))
}
