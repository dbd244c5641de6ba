/**
 * Answers `POST /v1/connections`. One walk through the kernel's table serves everybody who asks meanwhile, and
 * another begins no sooner than a second after it: a walk of a busy node takes the kernel a while.
 */
import type { Connection } from '#model/flow.ts'
import {
  type ConnectionsAnswer,
  type ConnectionsQuestion,
  parseConnectionsQuestion,
} from '#model/sources/connections/report.ts'
import { type Found, makeConnectionsScan } from '#model/sources/connections/scan.ts'
import { usualTimeouts } from '#model/sources/connections/timeouts.ts'
import { withConntrack } from '#model/sources/conntrack/find.ts'
import type { Timeouts } from '#model/sources/ipvs/netlink.ts'
import type { Look } from '#model/sources/source.ts'
import type { Kernel } from '../kernel.ts'
import { type ConntrackKernel, findConntrack, type Looked } from './conntrack.ts'
import { walkConnections } from './table.ts'
import { makeTurns } from './turns.ts'

export interface ConnectionsReply {
  readonly status: 200 | 400 | 429
  readonly body: ConnectionsAnswer | { readonly error: string }
}

export type ConnectionsKernel = ConntrackKernel & Pick<Kernel, 'monotonicNs' | 'wallMs'>

const betweenWalksMs = 1_000
const mostQuestions = 16

/** `timeouts`: those that are set on this node; where they cannot be told, the usual ones are taken. */
export function makeConnectionsReader(
  kernel: ConnectionsKernel,
  timeouts: Look['timeouts'] = () => usualTimeouts,
): (asked: unknown) => Promise<ConnectionsReply> {
  const ask = makeTurns<ConnectionsQuestion, ConnectionsAnswer>(
    (questions) => walk(kernel, questions, knownTimeouts(timeouts())),
    {
      betweenMs: betweenWalksMs,
      most: mostQuestions,
    },
  )
  return async (asked) => {
    const question = parseConnectionsQuestion(asked)
    if (!question.ok) return { status: 400, body: { error: `The question is not understood: ${question.why}.` } }
    const answer = await ask(question.value)
    if (answer !== null) return { status: 200, body: answer }
    const error = `Already ${mostQuestions} different questions wait for this agent's next reading: ask again in a second.`
    return { status: 429, body: { error } }
  }
}

const knownTimeouts = (told: ReturnType<Look['timeouts']>): Timeouts => ('why' in told ? usualTimeouts : told)

/** One answer a question, in their order. */
async function walk(
  kernel: ConnectionsKernel,
  questions: readonly ConnectionsQuestion[],
  timeouts: Timeouts,
): Promise<ConnectionsAnswer[]> {
  const clock = { monotonicNs: String(kernel.monotonicNs()), wallMs: kernel.wallMs() }
  const scan = makeConnectionsScan(questions, timeouts)
  const walked = await walkConnections(kernel, (piece) => {
    scan.push(piece)
    return 'more'
  })
  if (walked.is !== 'read') return questions.map(() => walked)
  const { total, found } = scan.finish()
  const looked = await findConntrack(
    kernel,
    found.flatMap(({ connections }) => connections),
  )
  let first = 0
  return found.map((each) => {
    const joined = join(each, looked, first)
    first += each.connections.length
    return { is: 'read', clock, total, cut: walked.cut, ...joined }
  })
}

/** `first`: place of the question's first connection among all that were looked for. */
function join(found: Found, looked: Looked, first: number) {
  const templates = found.templates && { ...found.templates, shown: [...found.templates.shown] }
  const counts = found.counts && { ...found.counts, counts: [...found.counts.counts] }
  if (looked.is === 'unreadable')
    return { ...found, templates, counts, connections: [...found.connections], conntrack: looked }
  const entryOf = (at: number) => looked.entries[first + at] ?? null
  const connections = found.connections.map((connection: Connection, at) => withConntrack(connection, entryOf(at)))
  const known = connections.filter(({ source }) => source !== null).length
  return { ...found, templates, counts, connections, conntrack: { is: 'read' as const, found: known, cut: looked.cut } }
}
