/** How a walk was captured, and where it differs from what was to be expected, in sentences. */
import { assertNever } from '#components/parts/assert-never.ts'
import type { Words } from '#components/words/words.ts'
import type { ClockOffset, WalkCapture, WalkDifference, WalkResult } from '#model/walk/walk.ts'
import { endText, wordsOfStop } from './places.ts'

type Say = Words['walk']

export function sayCapture(
  { node, packets, captured, dropped, why, refused }: WalkCapture,
  { walk: { foot }, parts }: Pick<Words, 'walk' | 'parts'>,
): string {
  if (refused !== null) return foot.refused(node, refused)
  const remarks = [
    ...(dropped === null ? [foot.droppedUnknown] : dropped > 0 ? [foot.dropped(dropped)] : []),
    ...(why === 'failed' ? [foot.failed] : why === 'packets' || why === 'bytes' ? [foot.full] : []),
  ]
  return [foot.capture(node, captured, packets), ...remarks].join(parts.comma)
}

/** Nodes that are named; the rest is counted. */
const mostNamed = 6

/** On which nodes nothing was captured since there are too many, and what that means; null where there are none. */
export function sayLeftOut(
  { captures }: Pick<WalkResult, 'captures'>,
  { walk: { foot }, parts }: Pick<Words, 'walk' | 'parts'>,
): string | null {
  const left = captures.filter(({ isLeftOut }) => isLeftOut).map(({ node }) => node)
  if (left.length === 0) return null
  const more = left.length > mostNamed ? [parts.more(left.length - mostNamed)] : []
  return foot.leftOut(
    captures.length - left.length,
    captures.length,
    [...left.slice(0, mostNamed), ...more].join(parts.comma),
  )
}

export function sayOffset({ node, us, withinUs }: ClockOffset, { foot }: Say): string {
  if (us === null) return foot.offsetUnknown(node)
  return foot.offset(node, formatOffset(us), withinUs === null ? '' : foot.within(`${formatUs(withinUs)}`))
}

const formatOffset = (us: number): string => `${us < 0 ? '−' : '+'}${formatUs(Math.abs(us))}`
const formatUs = (us: number): string =>
  us < 1_000 ? `${us} µs` : us < 1_000_000 ? `${(us / 1_000).toFixed(2)} ms` : `${(us / 1_000_000).toFixed(2)} s`

/** Where a rule chose the table a route is of: once for each. */
export const sayRules = ({ stops }: Pick<WalkResult, 'stops'>, say: Say): readonly string[] => [
  ...new Set(stops.flatMap((stop) => (stop.rule == null ? [] : [say.foot.rule(wordsOfStop(stop, say), stop.rule)]))),
]

export function sayDifference(difference: WalkDifference, { stops }: Pick<WalkResult, 'stops'>, say: Say): string {
  const { differences } = say
  switch (difference.is) {
    case 'unexpected-stop':
    case 'missing-stop':
    case 'reply-by-another-way': {
      const stop = stops[difference.stop]
      return differences[difference.is](stop ? wordsOfStop(stop, say) : '')
    }
    case 'real-server':
      return differences['real-server'](endText(difference.real))
    case 'source':
      return difference.expected === null
        ? differences.sourceKept(difference.seen)
        : differences.source(difference.expected, difference.seen)
    default:
      return assertNever(difference)
  }
}
