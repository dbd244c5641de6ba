/** A node's connections as its agent tells them, asked the way the hub asks. */
import { agentPaths } from '#model/report.ts'
import { type ConnectionsRead, parseConnectionsAnswer } from '#model/sources/connections/report.ts'
import type { LabState } from './host/state.ts'

/** Throws with a sentence when the agent's answer cannot be understood or it could not read them. */
export async function readAgentConnections(state: LabState, node: string, question: object): Promise<ConnectionsRead> {
  const response = await fetch(`${state.agents[node]}${agentPaths.connections}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${state.token}` },
    body: JSON.stringify(question),
  })
  if (!response.ok) throw new Error(`The agent of ${node} answered with ${response.status}: ${await response.text()}`)
  const answer = parseConnectionsAnswer(await response.json())
  if (!answer.ok) throw new Error(`The agent of ${node} sent no connections: ${answer.why}.`)
  if (answer.value.is !== 'read') throw new Error(`The agent of ${node}: ${answer.value.why}`)
  return answer.value
}
