/**
 * How this page stands with the hub. Times are the hub's wall clock, milliseconds. Only
 * `parts/feed-notice` and the frame turn it into words; views never test for connection.
 */
import type { Refusal } from '#model/protocol.ts'

/** `login`: it does not know who looks. `role`: it does, and they may not. */
export type Refused = Refusal['why'] | 'login' | 'role'

export type Feed =
  /** The first connection is being made. */
  | { readonly is: 'connecting' }
  /** Connected; the first frame has not come. */
  | { readonly is: 'waiting' }
  /** What is shown is what the hub knew at `at`. */
  | { readonly is: 'live'; readonly at: number }
  /** Connected, but neither a frame nor a sign of life for too long. */
  | { readonly is: 'stale'; readonly since: number }
  /** Not connected; tried again at `retryAt`. */
  | { readonly is: 'lost'; readonly since: number; readonly retryAt: number }
  /** The hub will not serve this page. */
  | { readonly is: 'refused'; readonly why: Refused }
  /** Not live at all: the state of a moment that is past. */
  | { readonly is: 'past'; readonly at: number }
  /** Not live at all: a state kept from then. */
  | { readonly is: 'kept'; readonly takenAt: number }

/** Time passes where news come: what is shown of a hub that says nothing any more is of a moment, too. */
export const speedOf = ({ is }: Feed): number => (is === 'live' ? 1 : 0)
