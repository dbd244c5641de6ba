/** What the hub asks of agents besides their tables: each with how long it may take, and how much may come. */
import type { NodeName } from '#model/ids.ts'
import { type ProbeAsk, parseProbeAnswer, probeLimits } from '#model/probe/question.ts'
import { agentPaths } from '#model/report.ts'
import { type ConnectionsQuestion, parseConnectionsAnswer } from '#model/sources/connections/report.ts'
import type { Fleet } from './fleet/fleet.ts'

/** It may have to read hundreds of thousands of connections. */
const connectionLimits = { deadlineMs: 15_000, maxBytes: 8 << 20 }
/** Besides the time of the tries. */
const probeSlackMs = 12_000
const probeLimit = { maxBytes: 256 << 10, onOwnConnection: true }
const endLimits = { deadlineMs: 2_500, maxBytes: 4 << 10, onOwnConnection: true }

export type Questions = ReturnType<typeof makeQuestions>

export function makeQuestions(fleet: Pick<Fleet, 'ask'>) {
  const probe = (node: NodeName, body: ProbeAsk, deadlineMs: number) =>
    fleet.ask(node, { path: agentPaths.probes, body, parse: parseProbeAnswer, deadlineMs, ...probeLimit })
  return {
    connections: (node: NodeName, body: ConnectionsQuestion) =>
      fleet.ask(node, { path: agentPaths.connections, body, parse: parseConnectionsAnswer, ...connectionLimits }),
    probe,
    /** As long as its tries may take. */
    probePatiently: (node: NodeName, ask: ProbeAsk) =>
      probe(node, ask, (ask.timeoutMs ?? probeLimits.usualMs) + probeSlackMs),
    /** False where that did not reach the agent. */
    async endCapture(node: NodeName, name: string): Promise<boolean> {
      const parse = (value: unknown) => ({ ok: true, value }) as const
      return (await fleet.ask(node, { path: agentPaths.endCapture, body: { name }, parse, ...endLimits })).ok
    },
  }
}
