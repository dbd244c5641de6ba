/** `/api/v1/walks`. */

import { parseKeep, parseWalk } from '#model/asks.ts'
import type { Walk } from '#model/walk/walk.ts'
import { badRequest, begun, conflict, done, notFound, type RestAnswer, send, value } from '../answer.ts'
import { formatTime } from '../feeds.ts'
import { sendFile } from './file.ts'
import type { ProofRequest, ProofSources } from './sources.ts'
import { parseWait, waitFor } from './wait.ts'

const noWalk = (id: string) => send(notFound(`There is no walk “${id}”; /api/v1/walks lists them.`))

export const listWalks = ({ proofs }: ProofSources): RestAnswer =>
  send(value({ walks: [...proofs().walks.values()].reverse().map(showWalk) }))

export async function showOneWalk(sources: ProofSources, id: string, request: ProofRequest): Promise<RestAnswer> {
  const seconds = parseWait(request)
  if (seconds !== null && typeof seconds !== 'number') return send(seconds)
  const find = () => sources.proofs().walks.get(id)
  if (find() === undefined) return noWalk(id)
  await waitFor(sources, find, seconds)
  const walk = find()
  if (walk === undefined) return noWalk(id)
  return send(value({ ...showWalk(walk), result: sources.proofs().walkResults.get(id) ?? null }))
}

export async function startWalk(sources: ProofSources, request: ProofRequest): Promise<RestAnswer> {
  const seconds = parseWait(request)
  if (seconds !== null && typeof seconds !== 'number') return send(seconds)
  const body = parseWalk(request.body)
  if (!body.ok) return send(badRequest(`The walk is not understood: ${body.why}.`))
  const started = sources.walks.start(body.value, request.by)
  if (!started.ok) return send(conflict(started.why))
  if (seconds !== null) return showOneWalk(sources, started.id, request)
  return begun(started.id, `${sources.basePath}/api/v1/walks/${started.id}`)
}

/** One that runs is cancelled, one that has ended is forgotten. */
export const deleteWalk = ({ walks }: ProofSources, id: string): RestAnswer =>
  walks.cancel(id) || walks.forget(id) ? done : noWalk(id)

export function keepWalk({ walks }: ProofSources, id: string, request: ProofRequest): RestAnswer {
  const body = parseKeep(request.body)
  if (!body.ok) return send(badRequest(`What is asked is not understood: ${body.why}.`))
  return walks.keep(id, body.value.keep) ? done : noWalk(id)
}

export const sendWalkFile = ({ walks }: ProofSources, id: string): RestAnswer =>
  sendFile(walks.file(id), `fairlead-walk-${id}.pcapng`) ??
  send(notFound(`There are no packets of a walk “${id}”: they are kept for a quarter of an hour.`))

const showWalk = ({ id, asked, startedAt, endedAt, stage, why, packets, verdict, isKept }: Walk) => ({
  id,
  stage,
  why,
  startedAt: formatTime(startedAt),
  endedAt: formatTime(endedAt),
  packets,
  isKept,
  asked,
  verdict,
})
