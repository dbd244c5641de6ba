/** Addresses of tests, captures and walks: which method of which is answered by what. */
import { notPossible, type RestAnswer } from '../answer.ts'
import { addSchedule, cancelTest, deleteSchedule, listSchedules, listTests, showOneTest, startTest } from './access.ts'
import { deleteCapture, listCaptures, sendCaptureFile, showOneCapture, startCapture } from './captures.ts'
import type { ProofRequest, ProofSources } from './sources.ts'
import { deleteWalk, keepWalk, listWalks, sendWalkFile, showOneWalk, startWalk } from './walks.ts'

type Answering = RestAnswer | Promise<RestAnswer>
type Handler = (sources: ProofSources, id: string, request: ProofRequest) => Answering
type Handlers = Partial<Readonly<Record<ProofRequest['method'], Handler>>>

const ending = '.pcapng'

/** By collection, and what follows it: `*` is an id. */
const handlers: Readonly<Record<string, Handlers>> = {
  'access-tests': { GET: listTests, POST: (sources, _id, request) => startTest(sources, request) },
  'access-tests/*': { GET: showOneTest, DELETE: cancelTest },
  'access-schedules': { GET: listSchedules, POST: (sources, _id, request) => addSchedule(sources, request) },
  'access-schedules/*': { DELETE: deleteSchedule },
  captures: { GET: listCaptures, POST: (sources, _id, request) => startCapture(sources, request) },
  'captures/*': { GET: showOneCapture, DELETE: deleteCapture },
  [`captures/*${ending}`]: { GET: sendCaptureFile },
  walks: { GET: listWalks, POST: (sources, _id, request) => startWalk(sources, request) },
  'walks/*': { GET: showOneWalk, DELETE: deleteWalk },
  [`walks/*${ending}`]: { GET: sendWalkFile },
  'walks/*/keep': { POST: keepWalk },
}

/** Null for other addresses. */
export function answerProofs(
  sources: ProofSources,
  request: ProofRequest,
  [collection = '', second, ...more]: readonly string[],
): Answering | null {
  const isFile = second?.endsWith(ending) ?? false
  const id = isFile ? second!.slice(0, -ending.length) : (second ?? '')
  const place = second === undefined ? '' : isFile ? `/*${ending}` : '/*'
  const key = [`${collection}${place}`, ...more].join('/')
  const found = Object.hasOwn(handlers, key) ? handlers[key]! : null
  if (found === null) return null
  const handler = found[request.method]
  return handler?.(sources, id, request) ?? notPossible(request.method, Object.keys(found))
}
