/**
 * Which real server the kernel chose for a connection of ours, and how that sees us. Where IPVS chooses, its
 * connection table tells, and conntrack the rest; where it does not, conntrack tells both. One walk through the kernel's table serves all questions that end meanwhile, and the next begins no sooner than a second after it.
 * A walk passes over rows while others end (`sources/connections/repeats.ts`): where one is missing there is
 * a second walk, which passes over others.
 */
import type { Connection } from '#model/flow.ts'
import { type ConnectionEnds, makeConnectionSearch } from '#model/sources/connections/find.ts'
import { connectionOf, withConntrack } from '#model/sources/conntrack/find.ts'
import { type ConntrackKernel, findConntrack } from '../connections/conntrack.ts'
import { type Walked, walkConnections } from '../connections/table.ts'
import { makeTurns, type Passing } from '../connections/turns.ts'
import type { Take } from '../stream.ts'

export interface Traced {
  /** In the order asked; null where the kernel has no entry, or two walks passed over it. `source` is null where conntrack does not tell. */
  readonly connections: readonly (Connection | null)[]
  /** Why they are not known; null when the table was read. */
  readonly withoutConnections: string | null
  /** Why sources are not known; null when conntrack was read. */
  readonly withoutConntrack: string | null
}

interface Trail {
  /** Tells equal questions at different times apart. */
  readonly number: number
  readonly ends: readonly ConnectionEnds[]
}

const betweenMs = 1_000
/** More than the agent takes connections. */
const mostTrails = 100

export function makeTracer(
  kernel: ConntrackKernel,
  time?: Passing,
): (ends: readonly ConnectionEnds[]) => Promise<Traced> {
  const ask = makeTurns<Trail, Traced>((trails) => trace(kernel, trails), { betweenMs, most: mostTrails }, time)
  let number = 0
  return async (ends) => {
    if (ends.length === 0) return { connections: [], withoutConnections: null, withoutConntrack: null }
    const traced = await ask({ number: number++, ends })
    const why = `Already ${mostTrails} probes wait for this agent's next reading of its connections.`
    return traced ?? { connections: ends.map(() => null), withoutConnections: why, withoutConntrack: null }
  }
}

async function trace(kernel: ConntrackKernel, trails: readonly Trail[]): Promise<Traced[]> {
  const search = makeConnectionSearch(trails.flatMap(({ ends }) => ends))
  let pieces = 0
  const take: Take = (piece) => {
    pieces++
    search.push(piece)
    return search.isComplete() ? 'enough' : 'more'
  }
  const walked = await walkConnections(kernel, take)
  // What comes in one piece comes from one read(), which passes over nothing.
  const mayHaveMissed = walked.is === 'read' && walked.cut === null && pieces > 1 && !search.isComplete()
  if (mayHaveMissed) await walkConnections(kernel, take)
  const found = search.finish()
  if (search.isEmpty()) return traceByConntrack(kernel, trails, walked)
  const known = found.filter((connection) => connection !== null)
  const looked = await findConntrack(kernel, known)
  const entries = looked.is === 'read' ? looked.entries : []
  const joined = new Map(known.map((connection, at) => [connection, withConntrack(connection, entries[at] ?? null)]))
  let first = 0
  return trails.map(({ ends }) => {
    const mine = found.slice(first, first + ends.length)
    first += ends.length
    const connections = mine.map((connection) => connection && joined.get(connection)!)
    const isMissing = (is: (connection: Connection | null) => boolean) => connections.some(is)
    return {
      connections,
      withoutConnections: walked.is !== 'read' ? walked.why : isMissing((each) => each === null) ? walked.cut : null,
      withoutConntrack:
        looked.is !== 'read'
          ? looked.why
          : isMissing((each) => each !== null && each.source === null)
            ? looked.cut
            : null,
    }
  })
}

/** IPVS has no connection at all: it is not there, or another mode of kube-proxy chooses. */
async function traceByConntrack(kernel: ConntrackKernel, trails: readonly Trail[], walked: Walked): Promise<Traced[]> {
  const wanted = trails.flatMap(({ ends }) => ends.map((each) => ({ ...each, real: null })))
  const looked = await findConntrack(kernel, wanted)
  const entries = looked.is === 'read' ? looked.entries : []
  const found = wanted.map((ends, at) => connectionOf(ends, entries[at] ?? null))
  const why = looked.is === 'read' ? looked.cut : walked.is === 'read' ? walked.cut : `${walked.why} ${looked.why}`
  let first = 0
  return trails.map(({ ends }) => {
    const connections = found.slice(first, first + ends.length)
    first += ends.length
    const withoutConnections = connections.includes(null) ? why : null
    return { connections, withoutConnections, withoutConntrack: looked.is === 'read' ? null : looked.why }
  })
}
