/** Stops of a walk: those tables and routes say, and between them those where packets were seen all the same. */
import type { NodeName } from '../ids.ts'
import { endsOf } from '../packets/packet.ts'
import type { Found } from './fits.ts'
import type { NodeNetwork } from './network.ts'
import type { Way } from './walk.ts'
import type { ExpectedStop, ExpectedWay } from './way.ts'

export interface PlacedStop extends ExpectedStop {
  readonly isExpected: boolean
}

export interface Placed {
  readonly stops: readonly PlacedStop[]
  /** Place in `stops` where a packet was seen; null for one no device is told of. */
  stopOf(found: Found): number | null
}

/** `timeOf`: microseconds, clocks put right. */
export function placeStops(
  way: ExpectedWay,
  found: readonly Found[],
  timeOf: (found: Found) => number,
  networkOf: (node: NodeName) => NodeNetwork | null,
): Placed {
  const first = new Map<string, Found>()
  for (const each of found) {
    const key = keyOfFound(each)
    const before = first.get(key)
    if (key !== '' && (before === undefined || timeOf(each) < timeOf(before))) first.set(key, each)
  }
  const whole = (['request', 'reply'] as const).flatMap((direction) =>
    withUnexpected(direction, way[direction], first, timeOf, networkOf),
  )
  const places = new Map(whole.map((stop, place) => [keyOfStop(stop), place]))
  return { stops: whole, stopOf: (each) => places.get(keyOfFound(each)) ?? null }
}

function withUnexpected(
  way: Way,
  expected: readonly ExpectedStop[],
  first: ReadonlyMap<string, Found>,
  timeOf: (found: Found) => number,
  networkOf: (node: NodeName) => NodeNetwork | null,
): PlacedStop[] {
  const stops: PlacedStop[] = expected.map((stop) => ({ ...stop, isExpected: true }))
  const known = new Set(stops.map(keyOfStop))
  const strangers = [...first]
    .filter(([key, found]) => found.way === way && !known.has(key))
    .map(([, found]) => found)
    .sort((a, b) => timeOf(a) - timeOf(b))
  for (const found of strangers) {
    // After the last stop that saw something before it; none at all: after where it begins.
    const after = stops.findLastIndex((stop) => {
      const seen = first.get(keyOfStop(stop))
      return seen !== undefined && timeOf(seen) <= timeOf(found)
    })
    stops.splice(Math.max(after, 0) + 1, 0, stopOfFound(found, networkOf))
  }
  return stops
}

function stopOfFound({ row, way }: Found, networkOf: (node: NodeName) => NodeNetwork | null): PlacedStop {
  const { ip, tunnel } = row.outer ?? {}
  const network = networkOf(row.node)
  const device = row.device!
  // Ports of a bridge the way leads through are the way itself.
  const master = network?.device(device)?.master ?? null
  return {
    node: row.node,
    place: {
      is: 'device',
      device,
      kind: network?.kindOf(device) ?? 'other',
      direction: row.direction === 'out' ? 'out' : 'in',
    },
    way,
    tuple: endsOf(row),
    before: null,
    outer: ip && tunnel ? { from: ip.source, to: ip.destination, tunnel: tunnel.is } : null,
    rule: null,
    isExpected: master !== null,
  }
}

/** Empty where the capture does not tell device or direction. */
const keyOfFound = ({ row, way }: Found): string =>
  row.device === null || row.direction === null || row.direction === 'other'
    ? ''
    : `${way} ${row.node} ${row.device} ${row.direction}`

const keyOfStop = ({ way, node, place }: ExpectedStop): string =>
  place.is === 'device'
    ? `${way} ${node} ${place.device} ${place.direction}`
    : `${way} ${node} ${JSON.stringify(place)}`

/** For each stop the place of the other way's at the same device, end, or kernel work undone; null for none. */
export function mirrorsOf(stops: readonly ExpectedStop[]): (number | null)[] {
  return stops.map((stop) => {
    const other = stops.findIndex((each) => each.way !== stop.way && each.node === stop.node && isMirror(stop, each))
    return other < 0 ? null : other
  })
}

const undone = {
  ipvs: 'undo-ipvs',
  masquerade: 'undo-masquerade',
  'undo-ipvs': 'ipvs',
  'undo-masquerade': 'masquerade',
} as const

function isMirror({ place }: ExpectedStop, { place: other }: ExpectedStop): boolean {
  if (place.is === 'device')
    return other.is === 'device' && place.device === other.device && place.direction !== other.direction
  if (place.is === 'kernel') return other.is === 'kernel' && undone[place.work] === other.work
  return place.is === other.is
}
