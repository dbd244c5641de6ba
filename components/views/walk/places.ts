/** Places on the way, in words. */
import { assertNever } from '#components/parts/assert-never.ts'
import { splitId } from '#components/parts/things.tsx'
import type { Words } from '#components/words/words.ts'
import type { FlowEnd } from '#model/flow.ts'
import { makeRealServerKey } from '#model/ids.ts'
import type { Stop, Tuple, WalkAsked, WalkSource } from '#model/walk/walk.ts'

type Say = Words['walk']

export const endText = ({ address, port }: FlowEnd): string => makeRealServerKey(address, port)

/** `tunl0`, `IPVS`, the name of a Pod. */
export function nameOfPlace({ place }: Pick<Stop, 'place'>, { places }: Say): string {
  switch (place.is) {
    case 'process':
      return places.process
    case 'outside':
      return places.outside
    case 'pod':
      return place.pod === null ? places.pod : splitId(place.pod).name
    case 'device':
      return place.device
    case 'kernel':
      return places.works[place.work]
    default:
      return assertNever(place)
  }
}

/** What stands under the name: the direction at a device, the hook of kernel work, what an end is. */
export function stageOfPlace({ place }: Pick<Stop, 'place'>, { places }: Say): string {
  switch (place.is) {
    case 'process':
    case 'outside':
      return ''
    case 'pod':
      return place.pod === null ? '' : places.pod
    case 'device':
      return places[place.direction]
    case 'kernel':
      return places.hooks[place.hook]
    default:
      return assertNever(place)
  }
}

/** `tunl0 (out) on zmaster0`. */
export function wordsOfStop(stop: Pick<Stop, 'place' | 'node'>, say: Say): string {
  const stage = stop.place.is === 'pod' ? '' : stageOfPlace(stop, say)
  const place = nameOfPlace(stop, say) + (stage === '' ? '' : ` (${stage})`)
  return stop.node === null ? place : say.places.on(place, stop.node)
}

/** Which of both ends kernel work wrote anew; null for a stop that changes nothing. */
export function changeAt({ before, tuple }: Stop): 'from' | 'to' | null {
  if (before === null || tuple === null) return null
  if (endText(before.to) !== endText(tuple.to)) return 'to'
  return endText(before.from) === endText(tuple.from) ? null : 'from'
}

export const tupleText = ({ from, to }: Tuple): string => `${endText(from)} → ${endText(to)}`

export function nameOfSource(source: WalkSource, say: Say): string {
  switch (source.is) {
    case 'node':
      return source.node
    case 'pod':
      return splitId(source.pod).name
    case 'client':
      return say.outsideClient(source.address)
    default:
      return assertNever(source)
  }
}

/** `default/web 10.104.197.218:80`. */
export const nameOfTarget = ({ port, target }: WalkAsked): string =>
  `${port.slice(0, port.lastIndexOf(':'))} ${endText(target)}`

/** All there is to say of a stop, for whoever does not see the map, and under it for the one that is chosen. */
export function describeStop(stop: Stop, say: Say): string {
  const { tuple, before, outer, way, standing, packets } = stop
  const change = changeAt(stop)
  const what =
    change !== null && before !== null && tuple !== null
      ? say.stop.rewrites(
          change === 'to' ? say.stop.destination : say.stop.source,
          endText(before[change]),
          endText(tuple[change]),
        )
      : tuple === null
        ? ''
        : tupleText(tuple)
  return [
    `${say.map[way]} · ${wordsOfStop(stop, say)}`,
    what,
    outer === null ? '' : say.stop.inside(say.map.tunnels[outer.tunnel], outer.from, outer.to),
    standing === 'seen' && packets !== null ? say.map.seen(packets) : say.map.standings[standing],
  ]
    .filter((text) => text !== '')
    .join(' · ')
}
