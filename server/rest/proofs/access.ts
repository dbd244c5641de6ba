/** `/api/v1/access-tests` and `/api/v1/access-schedules`. */
import type { AccessAsked, AccessCell, AccessSchedule, AccessState, AccessTest } from '#model/access/access.ts'
import { portsThatSpeak, standingOf } from '#model/access/standing.ts'
import { type JudgedCell, type SummaryLine, summariseTest } from '#model/access/summary.ts'
import { parseAccessSchedule, parseAccessTest } from '#model/asks.ts'
import type { Service } from '#model/cluster.ts'
import type { Proofs } from '#model/proofs.ts'
import { idOfPort } from '#model/service-port.ts'
import { badRequest, begun, conflict, done, notFound, type RestAnswer, send, tooMany, value } from '../answer.ts'
import { formatTime } from '../feeds.ts'
import type { ProofRequest, ProofSources } from './sources.ts'
import { parseWait, waitFor } from './wait.ts'

const noTest = (id: string) => send(notFound(`There is no access test “${id}”; /api/v1/access-tests lists them.`))

export const listTests = ({ proofs }: ProofSources): RestAnswer =>
  send(value({ accessTests: [...proofs().accessTests.values()].reverse().map(showTest) }))

export async function showOneTest(sources: ProofSources, id: string, request: ProofRequest): Promise<RestAnswer> {
  const seconds = parseWait(request)
  if (seconds !== null && typeof seconds !== 'number') return send(seconds)
  const find = () => sources.proofs().accessTests.get(id)
  if (find() === undefined) return noTest(id)
  await waitFor(sources, find, seconds)
  const test = find()
  return test === undefined ? noTest(id) : send(value(showTestAndCells(sources.proofs(), test)))
}

export async function startTest(sources: ProofSources, request: ProofRequest): Promise<RestAnswer> {
  const seconds = parseWait(request)
  if (seconds !== null && typeof seconds !== 'number') return send(seconds)
  const body = parseAccessTest(request.body)
  if (!body.ok) return send(badRequest(`The test is not understood: ${body.why}.`))
  const started = sources.access.start(body.value, request.by)
  if (!started.ok) return refuse(started)
  if (seconds !== null) return showOneTest(sources, started.id, request)
  return begun(started.id, `${sources.basePath}/api/v1/access-tests/${started.id}`)
}

export function cancelTest({ proofs, access }: ProofSources, id: string, { by }: ProofRequest): RestAnswer {
  if (!proofs().accessTests.has(id)) return noTest(id)
  return access.cancel(id, by) ? done : send(conflict(`Access test “${id}” has ended already.`))
}

export const listSchedules = ({ proofs }: ProofSources): RestAnswer =>
  send(value({ accessSchedules: [...proofs().accessSchedules.values()].map(showSchedule) }))

export function addSchedule({ access, basePath }: ProofSources, { body: sent, by }: ProofRequest): RestAnswer {
  const body = parseAccessSchedule(sent)
  if (!body.ok) return send(badRequest(`The schedule is not understood: ${body.why}.`))
  const { everySeconds, ...ask } = body.value
  const added = access.schedule(ask, everySeconds, by)
  return added.ok ? begun(added.id, `${basePath}/api/v1/access-schedules`) : refuse(added)
}

export const deleteSchedule = ({ access }: ProofSources, id: string, { by }: ProofRequest): RestAnswer =>
  access.unschedule(id, by)
    ? done
    : send(notFound(`There is no schedule “${id}”; /api/v1/access-schedules lists them.`))

const refuse = (refused: { readonly why: string; readonly isBusy?: boolean }): RestAnswer =>
  send(refused.isBusy ? tooMany(refused.why) : badRequest(refused.why))

const showAsked = ({ ports, nodes, role, method, tries, timeoutMs }: AccessAsked) => ({
  ports,
  nodes,
  role,
  method,
  tries,
  timeoutMs,
})

const showTest = ({
  id,
  asked,
  by,
  startedAt,
  endedAt,
  outcome,
  done,
  cells,
  failed,
  excused,
  notAsked,
}: AccessTest) => ({
  id,
  outcome,
  by,
  startedAt: formatTime(startedAt),
  endedAt: formatTime(endedAt),
  cells,
  done,
  failed,
  excused,
  notAsked,
  asked: showAsked(asked),
})

function showTestAndCells({ accessCells }: Proofs, test: AccessTest) {
  const cells = judge(
    [...accessCells.values()].filter((cell) => cell.test === test.id),
    test.outcome !== 'running',
  )
  const { lines, ...counts } = summariseTest(cells)
  return { ...showTest(test), summary: { ...counts, lines: lines.map(showLine) }, results: cells.map(showCell) }
}

function judge(cells: readonly AccessCell[], isOver: boolean): JudgedCell[] {
  const speaking = portsThatSpeak(cells)
  return cells.map((cell) => ({ cell, standing: standingOf(cell, { isOver, doesSpeak: speaking.has(cell.port) }) }))
}

/** Pairs of a line that are named; all of them are among the results. */
const namedPairs = 20

const showLine = ({ matter, of, cells, outOf, cause }: SummaryLine) => ({
  matter,
  of: of.is === 'common' ? of.factor : of,
  isAll: of.is === 'common',
  alike: of.is === 'common' ? of.alike : [],
  pairs: cells.slice(0, namedPairs).map(({ cell: { node, port } }) => ({ node, port })),
  count: cells.length,
  outOf,
  cause,
})

const showCell = ({ cell: { node, port, target, method, state }, standing }: JudgedCell) => ({
  node,
  port,
  target,
  method,
  standing: standing.is,
  ...showState(state),
})

/** `result` is null while there is none. */
function showState(state: AccessState) {
  switch (state.is) {
    case 'waiting':
      return { state: state.is, at: null, why: null, causes: [], result: null }
    case 'asked':
      return { state: state.is, at: formatTime(state.since), why: null, causes: [], result: null }
    case 'not-asked':
      return { state: state.is, at: null, why: state.why, causes: state.causes, result: null }
    case 'done': {
      const { causes, ...result } = state.result
      return { state: state.is, at: formatTime(state.at), why: null, causes, result }
    }
  }
}

const showSchedule = ({ id, asked, everySeconds, nextAt, lastTest }: AccessSchedule) => ({
  id,
  everySeconds,
  nextAt: formatTime(nextAt),
  lastTest,
  asked: showAsked(asked),
})

/** The newest answer of each node for each port of a Service, at whatever address it was asked. */
export function newestAccess({ accessCells }: Proofs, service: Service) {
  const ports = new Set(service.ports.map((port) => idOfPort(service, port)))
  const newest = new Map<string, AccessCell>()
  for (const cell of accessCells.values()) {
    const before = newest.get(`${cell.node} ${cell.port}`)
    if (ports.has(cell.port) && cell.state.is === 'done' && endOf(cell) >= (before ? endOf(before) : 0))
      newest.set(`${cell.node} ${cell.port}`, cell)
  }
  return judge([...newest.values()], true).map((judged) => ({ test: judged.cell.test, ...showCell(judged) }))
}

const endOf = ({ state }: AccessCell): number => (state.is === 'done' ? state.at : 0)
