/** Stops of both ways as columns, left to right from who asks to who answers: what lies at one place stands in one column. */
import type { NodeName } from '#model/ids.ts'
import type { Stop, StopStanding, Verdict, WalkResult, Way } from '#model/walk/walk.ts'
import { endText } from './places.ts'

export interface Column {
  /** Null outside of the cluster. */
  readonly node: NodeName | null
  /** Places in the list of stops; null where that way does not come by. */
  readonly request: number | null
  readonly reply: number | null
}

/** Stops of the reply without a mirror stand where they come on its way, which leads back to the left. */
export function columnsOf(stops: readonly Stop[]): Column[] {
  const columns: Column[] = stops.flatMap((stop, index) =>
    stop.way === 'request' ? [{ node: stop.node, request: index, reply: null }] : [],
  )
  let before = columns.length
  stops.forEach((stop, index) => {
    if (stop.way !== 'reply') return
    const at = stop.mirror === null ? -1 : columns.findIndex(({ request }) => request === stop.mirror)
    const column = columns[at]
    if (column && column.reply === null) {
      columns[at] = { ...column, reply: index }
      before = at
    } else columns.splice(before, 0, { node: stop.node, request: null, reply: index })
  })
  return columns
}

/** Columns that follow one another on one node. */
export interface Band {
  readonly node: NodeName | null
  readonly from: number
  /** The column after the last. */
  readonly to: number
}

export function bandsOf(columns: readonly Pick<Column, 'node'>[]): Band[] {
  const bands: Band[] = []
  columns.forEach(({ node }, index) => {
    const last = bands.at(-1)
    if (last && last.node === node) bands[bands.length - 1] = { ...last, to: index + 1 }
    else bands.push({ node, from: index, to: index + 1 })
  })
  return bands
}

/** What a packet says along the way: its two addresses, and those of the header around it. */
export type LaneName = 'from' | 'to' | 'outer'

/** One address from where it begins to where it ends, in halves of columns: 2 is the left edge of column 1, 3 its middle. */
export interface Segment {
  readonly text: string
  readonly from: number
  readonly to: number
  /** The half at which it was written anew; null for one that was there before. */
  readonly writtenAt: number | null
  /** No packet and no table shows it there. */
  readonly isPale: boolean
  /** The same address goes on from the segment before: only how well it is known is another. */
  readonly isContinued: boolean
}

const isShown = (standing: StopStanding): boolean => standing === 'seen' || standing === 'told'

/** The addresses of one way over all columns. Kernel work changes them in the middle of its column. */
export function segmentsOf(stops: readonly Stop[], columns: readonly Column[], way: Way, lane: LaneName): Segment[] {
  const segments: Segment[] = []
  const halves = columns.flatMap((column): ({ text: string | null; isPale: boolean; isWritten: boolean } | null)[] => {
    const stop = column[way] === null ? null : stops[column[way]]!
    if (stop === null) return [null, null]
    const isPale = !isShown(stop.standing)
    const after = textAt(stop, lane, 'after')
    const before = textAt(stop, lane, 'before')
    const isWritten = stop.before !== null && before !== after && after !== null
    const old = { text: before, isPale, isWritten: false }
    const made = { text: after, isPale, isWritten }
    return way === 'request' ? [old, made] : [made, old]
  })
  halves.forEach((half, index) => {
    // It passes by a place where only the other way stops.
    const here = half ?? neighbour(halves, index)
    if (here === null || here.text === null) return
    const last = segments.at(-1)
    const goesOn = last !== undefined && last.to === index && last.text === here.text
    const writtenAt = half?.isWritten ? index : null
    if (goesOn && last.isPale === here.isPale)
      segments[segments.length - 1] = { ...last, to: index + 1, writtenAt: last.writtenAt ?? writtenAt }
    else
      segments.push({
        text: here.text,
        from: index,
        to: index + 1,
        writtenAt,
        isPale: here.isPale,
        isContinued: goesOn,
      })
  })
  return segments
}

/** What holds on both sides of a place without a stop. */
function neighbour<Half extends { readonly text: string | null }>(
  halves: readonly (Half | null)[],
  index: number,
): Half | null {
  const before = halves.slice(0, index).findLast((half) => half !== null) ?? null
  const after = halves.slice(index).find((half) => half !== null) ?? null
  return before !== null && after !== null && before.text === after.text ? before : null
}

function textAt(stop: Stop, lane: LaneName, side: 'before' | 'after'): string | null {
  if (lane === 'outer') return stop.outer && `${stop.outer.from} → ${stop.outer.to}`
  const tuple = side === 'before' ? (stop.before ?? stop.tuple) : stop.tuple
  return tuple && endText(tuple[lane])
}

/** Where a way ended that should have gone on. */
export interface Break {
  readonly last: number | null
  readonly next: number | null
}

export function breakOf(verdict: Verdict): Break | null {
  if (verdict.is === 'lost') return { last: verdict.last, next: verdict.next }
  return verdict.is === 'refused' ? { last: verdict.last, next: null } : null
}

/** How the line from one stop to the next of its way is drawn. `cut`: it ends between them. */
export type LinkLook = 'whole' | 'cut' | 'pale' | 'unwatched'

export function linkLook(stops: readonly Stop[], from: number, to: number, broken: Break | null): LinkLook {
  if (broken !== null && from === broken.last && broken.next !== null) return 'cut'
  const [a, b] = [stops[from]!.standing, stops[to]!.standing]
  if (a === 'unwatched' || b === 'unwatched') return 'unwatched'
  return isShown(a) && isShown(b) ? 'whole' : 'pale'
}

/** Pairs of stops that follow one another on a way, as indices. */
export function linksOf(stops: readonly Stop[], way: Way): [number, number][] {
  const own = stops.flatMap((stop, index) => (stop.way === way ? [index] : []))
  return own.slice(1).map((to, index) => [own[index]!, to])
}

/** Runs of stops of one way inside one tunnel: first and last. */
export function sleevesOf(stops: readonly Stop[], way: Way): [number, number][] {
  const runs: [number, number][] = []
  for (const [index, stop] of stops.entries()) {
    if (stop.way !== way || stop.outer === null) continue
    const last = runs.at(-1)
    const isNext = last !== undefined && last[1] === index - 1 && stops[last[1]]!.outer?.from === stop.outer.from
    if (isNext) last[1] = index
    else runs.push([index, index])
  }
  return runs
}

/** The sightings of one packet; null where none is chosen. */
export function litStops({ packets }: Pick<WalkResult, 'packets'>, number: number | null): ReadonlySet<number> | null {
  const packet = number === null ? undefined : packets.find((each) => each.number === number)
  return packet ? new Set(packet.sightings.map(({ stop }) => stop)) : null
}
