/** What can be made to go wrong, for tests of whoever watches. Nothing here happens by itself. */
import type { Status } from './status.ts'
import { makeFailure } from './status.ts'

export type Verb = 'list' | 'watch'

export interface OpenWatch {
  /** Breaks the connection without a goodbye. */
  reset(): void
  /** Ends the answer as a server does at its timeout. */
  end(): void
  write(line: string): void
}

export interface MadeFailure {
  readonly status: number
  readonly times: number
  /** Null for both. */
  readonly verb: Verb | null
  /** As the status of the answer, or (watches only) as an ERROR event in an answer of status 200. */
  readonly as: 'status' | 'event'
}

export interface Faults {
  /** The next `times` requests of that verb (both when null) fail with this status. */
  fail(failure: MadeFailure): void
  /** Resets every open watch; answers how many. */
  resetWatches(): number
  /** Ends every open watch as at its timeout. */
  endWatches(): number
  /** Writes a raw line into every open watch. */
  garbage(line: string): number
  /** While true the connections stay open and nothing at all is written to watches: a half-open connection. */
  silence(on: boolean): void
}

export interface FaultBox extends Faults {
  readonly watches: Set<OpenWatch>
  /** What this request fails with, used up; null to answer it. */
  take(verb: Verb): { readonly failure: Status; readonly as: MadeFailure['as'] } | null
  isSilent(): boolean
}

export function makeFaults(): FaultBox {
  const watches = new Set<OpenWatch>()
  let pending: MadeFailure[] = []
  let silent = false
  const onAll = (act: (watch: OpenWatch) => void): number => {
    const open = [...watches]
    for (const watch of open) act(watch)
    return open.length
  }
  return {
    watches,
    isSilent: () => silent,
    take(verb) {
      const index = pending.findIndex((fault) => fault.verb === null || fault.verb === verb)
      const found = pending[index]
      if (found === undefined) return null
      pending =
        found.times > 1 ? pending.with(index, { ...found, times: found.times - 1 }) : pending.toSpliced(index, 1)
      return { failure: makeFailure(found.status, `failing with ${found.status} as asked for`), as: found.as }
    },
    fail(failure) {
      if (failure.times > 0) pending = [...pending, failure]
    },
    resetWatches: () => onAll((watch) => watch.reset()),
    endWatches: () => onAll((watch) => watch.end()),
    garbage: (line) => onAll((watch) => watch.write(line)),
    silence(on) {
      silent = on
    },
  }
}
