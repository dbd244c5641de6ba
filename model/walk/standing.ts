/** How each stop stands: seen, told by what is around it, missing, beyond that, or not watched at all. */
import type { NodeName } from '../ids.ts'
import type { PlacedStop } from './stops.ts'
import type { StopStanding, Way } from './walk.ts'

export interface Evidence {
  /** Packets seen at each stop. */
  readonly counts: readonly number[]
  /** Whether a capture ran on the node. */
  readonly isWatched: (node: NodeName) => boolean
  /** The connection table tells who was chosen. */
  readonly isChosen: boolean
  /** Who asked has its answer, by its own word; null where it was not asked. */
  readonly isAnswered: boolean | null
}

export function standingsOf(stops: readonly PlacedStop[], evidence: Evidence): StopStanding[] {
  const request = standingsOfWay(stops, 'request', evidence, false)
  const isRequestThere = stops.some((stop, at) => stop.way === 'reply' && evidence.counts[at]! > 0)
  const reply = standingsOfWay(stops, 'reply', evidence, !isRequestThere && !arrived(stops, request))
  return stops.map((stop, at) => (stop.way === 'request' ? request : reply).get(at)!)
}

/** Whether the request was seen at the last device of its way. */
function arrived(stops: readonly PlacedStop[], standings: ReadonlyMap<number, StopStanding>): boolean {
  const last = stops.findLastIndex(({ way, place }) => way === 'request' && place.is === 'device')
  return last >= 0 && standings.get(last) === 'seen'
}

function standingsOfWay(
  stops: readonly PlacedStop[],
  way: Way,
  { counts, isWatched, isChosen, isAnswered }: Evidence,
  isBeyond: boolean,
): ReadonlyMap<number, StopStanding> {
  const own = stops.flatMap((stop, at) => (stop.way === way ? [at] : []))
  const last = own.findLast((at) => counts[at]! > 0) ?? -1
  const made = new Map<number, StopStanding>()
  let isMissed = isBeyond
  for (const [order, at] of own.entries()) {
    const { node, place } = stops[at]!
    const isEnd = order === own.length - 1
    if (counts[at]! > 0) made.set(at, 'seen')
    else if (place.is === 'device') {
      const isOpen = node !== null && !isWatched(node)
      made.set(at, isOpen ? 'unwatched' : isMissed ? 'not-reached' : 'missing')
      if (!isOpen && at > last) isMissed = true
    } else if (at < last || (way === 'request' && order === 0)) made.set(at, 'told')
    else if (isMissed) made.set(at, 'not-reached')
    else if (place.is === 'kernel' && place.work === 'ipvs') {
      made.set(at, isChosen ? 'told' : 'missing')
      isMissed = !isChosen
    } else if (way === 'reply')
      made.set(at, isAnswered === false && isEnd ? 'missing' : last < 0 ? 'not-reached' : 'told')
    else if (isEnd) {
      const isThere = stops.some((stop, other) => stop.way === 'reply' && counts[other]! > 0)
      made.set(at, isThere ? 'told' : last < 0 ? 'not-reached' : 'missing')
    } else made.set(at, 'not-reached')
  }
  return made
}
