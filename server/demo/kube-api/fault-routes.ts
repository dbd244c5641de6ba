/** Steering the faults from another process: `POST /faults/NAME?…`. */
import type { Faults, MadeFailure } from './faults.ts'
import { makeFailure, type Status, success } from './status.ts'
import type { Store } from './store.ts'

/**
 * `reset-watches`, `end-watches`, `garbage?line=TEXT`, `silence?on=true|false`, `compact`,
 * `fail?status=500&times=3&verb=list|watch&as=status|event`.
 */
export function steerFaults(store: Store, faults: Faults, method: string | undefined, url: URL): Status {
  if (method !== 'POST') return makeFailure(405, 'faults are made with POST')
  const query = url.searchParams
  switch (url.pathname.slice('/faults/'.length)) {
    case 'reset-watches':
      faults.resetWatches()
      return success
    case 'end-watches':
      faults.endWatches()
      return success
    case 'garbage':
      faults.garbage(query.get('line') ?? '{"type":"ADDED","object":')
      return success
    case 'silence':
      faults.silence(query.get('on') !== 'false')
      return success
    case 'compact':
      store.compact()
      return success
    case 'fail': {
      const failure = parseFailure(query)
      if (typeof failure === 'string') return makeFailure(400, failure)
      faults.fail(failure)
      return success
    }
    default:
      return makeFailure(404, 'faults are: reset-watches, end-watches, garbage, silence, compact, fail')
  }
}

function parseFailure(query: URLSearchParams): MadeFailure | string {
  const status = Number(query.get('status') ?? 500)
  const times = Number(query.get('times') ?? 1)
  const verb = query.get('verb')
  if (!(Number.isInteger(status) && status >= 400 && status <= 599)) return 'status must be 400 to 599'
  if (!(Number.isInteger(times) && times > 0)) return 'times must be a whole number above 0'
  if (verb !== null && verb !== 'list' && verb !== 'watch') return 'verb must be list or watch'
  return { status, times, verb, as: query.get('as') === 'event' ? 'event' : 'status' }
}
