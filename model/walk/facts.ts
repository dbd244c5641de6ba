/** What the packets show, whatever the verdict. */
import { type FlowEnd, isSameEnd } from '../flow.ts'
import type { NodeName, PodId } from '../ids.ts'
import type { Followed, Found } from './fits.ts'
import type { PlacedStop } from './stops.ts'
import type { Hook, WalkFacts } from './walk.ts'

export interface FactInput {
  readonly followed: Followed
  readonly translator: NodeName | null
  readonly stops: readonly PlacedStop[]
  readonly found: readonly Found[]
  readonly stopOf: (found: Found) => number | null
  readonly podAt: (address: string) => { readonly pod: PodId } | null
}

export function factsOfWalk(input: FactInput): WalkFacts {
  const { followed, translator, stops, found, stopOf } = input
  const { client, real, source } = followed
  const sent = found.find(({ row, way }) => way === 'request' && real !== null && carriesTo(row, real))
  const seenSource = source ?? (sent === undefined ? null : endOf(sent, 'from'))
  const destination = translator === null || real === null ? null : destinationOf(input, translator, real)
  const isSourceKept =
    client === null || seenSource === null || sent === undefined ? null : isSameEnd(client, seenSource)
  return {
    atPod: atPod(input),
    destination,
    source:
      translator === null || client === null || seenSource === null || isSourceKept !== false
        ? null
        : { node: translator, from: client, to: seenSource },
    isSourceKept,
    virtualSeenAt: [...stops.keys()].flatMap((at) => {
      const { node, place } = stops[at]!
      if (node === null || place.is !== 'device') return []
      const packets = found.filter((each) => stopOf(each) === at && carriesVirtual(each, followed)).length
      return packets === 0 ? [] : [{ node, device: place.device, packets }]
    }),
  }
}

const endOf = ({ row }: Found, which: 'from' | 'to'): FlowEnd => {
  const { transport, ip } = row
  const ports = 'sourcePort' in transport ? transport : { sourcePort: 0, destinationPort: 0 }
  return which === 'from'
    ? { address: ip.source, port: ports.sourcePort }
    : { address: ip.destination, port: ports.destinationPort }
}

const carriesTo = (row: Found['row'], real: FlowEnd): boolean =>
  row.transport.is !== 'icmp' && row.ip.destination === real.address

const carriesVirtual = ({ row }: Found, { virtual }: Followed): boolean =>
  row.ip.source === virtual.address || row.ip.destination === virtual.address

/** Packets at the device next to the Pod that was chosen, both ways. */
function atPod({ followed, stops, found, stopOf, podAt }: FactInput): WalkFacts['atPod'] {
  const last = stops.findLast(({ way, place }) => way === 'request' && place.is === 'device')
  if (last === undefined || last.node === null || last.place.is !== 'device' || last.place.kind !== 'pod') return null
  const { node, place } = last
  const there = found.filter(({ row }) => row.node === node && row.device === place.device)
  // Where a Pod asks one on its own node, its own device is another; where it is answered by itself, it is the same.
  const own =
    followed.client?.address === followed.real?.address ? there.filter((each) => stopOf(each) !== null) : there
  return {
    node,
    device: place.device,
    pod: followed.real && (podAt(followed.real.address)?.pod ?? null),
    packets: own.length,
    carryingVirtual: own.filter((each) => carriesVirtual(each, followed)).length,
  }
}

/** The device the translated packet left by. */
function destinationOf(
  { stops, found, stopOf, followed }: FactInput,
  node: NodeName,
  real: FlowEnd,
): WalkFacts['destination'] {
  const work = stops.find((stop) => stop.place.is === 'kernel' && stop.place.work === 'ipvs')
  const hook: Hook = work?.place.is === 'kernel' ? work.place.hook : 'local-out'
  const after = stops.findIndex(
    (stop, at) =>
      stop.node === node &&
      stop.way === 'request' &&
      stop.place.is === 'device' &&
      found.some((each) => stopOf(each) === at && carriesTo(each.row, real)),
  )
  const place = stops[after]?.place
  return { node, hook, from: followed.virtual, to: real, before: place?.is === 'device' ? place.device : null }
}
