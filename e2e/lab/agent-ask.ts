/** Questions to a node's agent, asked the way the hub asks. */
import type { Parsed } from '#model/parsed.ts'
import type { LabState } from './host/state.ts'

/** With a body it is a POST. Throws with a sentence when the answer is not understood; `what` names it. */
export type AskAgent = <T>(
  what: string,
  path: string,
  parse: (value: unknown) => Parsed<T>,
  body?: object,
) => Promise<T>

export function agentOf(state: LabState, node: string): AskAgent {
  const headers = { authorization: `Bearer ${state.token}` }
  return async (what, path, parse, body) => {
    const init = body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) }
    const response = await fetch(`${state.agents[node]}${path}`, init)
    if (!response.ok) throw new Error(`The agent of ${node} answered ${path} with ${response.status}.`)
    const parsed = parse(await response.json())
    if (!parsed.ok) throw new Error(`The agent of ${node} sent no ${what}: ${parsed.why}.`)
    return parsed.value
  }
}
