/**
 * One node's counts and their growth, told as an agent tells them: by the reading before. Rows that
 * carry traffic are chosen anew for every reading, the harder case for whoever keeps them.
 */
import type { TableReport } from '#model/report.ts'
import type { Structure } from './structure.ts'

type LoadReport = TableReport['load']

export interface NodeLoad {
  /** What moved since the reading made at a version of the table; null `since` for everything that is not zero: nothing moves then. */
  report(since: { readonly name: string; readonly version: number } | null): LoadReport
  /** The active connections of a row, told with the next report. */
  stamp(service: number, slot: number, active: number): void
  /** Of the whole node, in `counterNames` order. */
  totals(): readonly number[]
}

/** Share of rows that have connections when nothing has been told yet. */
const loadedShare = 0.2
/** Bytes of a packet, on average. */
const packetBytes = 800

export function makeNodeLoad(structure: Structure, moving: number, random: () => number): NodeLoad {
  const { services, reals } = structure
  const size = services * reals
  const active = new Uint16Array(size)
  const inactive = new Uint16Array(size)
  const totals = [0, 0, 0, 0, 0]
  /** What is told next besides traffic, by place (Service times reals plus slot). */
  let stamps: { readonly place: number; readonly active: number }[] = []
  const whole = (below: number) => Math.floor(random() * below)
  for (let place = 0; place < size; place++) if (random() < loadedShare) fill(place)

  function fill(place: number): void {
    active[place] = 1 + whole(40)
    inactive[place] = whole(200)
  }
  const rowOf = (place: number): number => {
    const service = Math.floor(place / reals)
    return service * reals + structure.slotsInOrder(service).indexOf(place % reals)
  }
  /** Places of real servers that came after a version. */
  const newSince = (version: number): number[] =>
    structure.changedSince(version).flatMap((service) =>
      Array.from({ length: reals }, (_, slot) => slot)
        .filter((slot) => structure.cameAt(service, slot) > version)
        .map((slot) => service * reals + slot),
    )
  const grow = (): number[] => {
    const packets = 20 + whole(2_000)
    const growth = [1 + whole(30), packets, whole(2) * packets, packets * packetBytes, packets * packetBytes]
    for (const [column, value] of growth.entries()) totals[column]! += value
    return growth
  }

  return {
    report(since) {
      const came = since === null ? [] : newSince(since.version)
      for (const place of came) {
        active[place] = 0
        inactive[place] = 0
      }
      const movers = since === null ? 0 : Math.round(size * moving)
      const busy = new Set(Array.from({ length: movers }, () => whole(size)))
      for (const place of busy) fill(place)
      for (const stamp of stamps) active[stamp.place] = stamp.active
      const told = since === null ? loaded() : [...new Set([...busy, ...stamps.map(({ place }) => place)])]
      stamps = []
      const isNew = new Set(came)
      return {
        since: since?.name ?? null,
        counts: inOrder(told, (place) => [active[place]!, inactive[place]!]),
        increments:
          since === null
            ? null
            : inOrder(
                [...busy].filter((place) => !isNew.has(place)),
                grow,
              ),
        unknown: came.map(rowOf).sort((a, b) => a - b),
      }
    },
    stamp: (service, slot, count) => {
      stamps.push({ place: service * reals + slot, active: count })
    },
    totals: () => totals,
  }

  function loaded(): number[] {
    const found: number[] = []
    for (let place = 0; place < size; place++) if (active[place] !== 0 || inactive[place] !== 0) found.push(place)
    return found
  }
  /** Row and values of each place, rows ascending, in one list. */
  function inOrder(places: readonly number[], valuesOf: (place: number) => readonly number[]): number[] {
    const rows = places.map((place) => ({ row: rowOf(place), place })).sort((a, b) => a.row - b.row)
    return rows.flatMap(({ row, place }) => [row, ...valuesOf(place)])
  }
}
