/** What a node's agent read besides the table, asked the way the hub asks. */
import { agentPaths, parseFacts, parseReport, type Report } from '#model/report.ts'
import { hashFact } from '#model/sources/hash.ts'
import type { FactOf, SourceName } from '#model/sources/index.ts'
import { agentOf } from './agent-ask.ts'
import type { LabState } from './host/state.ts'

export interface AgentFacts {
  readonly sources: NonNullable<Report['facts']['now']>['sources']
  /** Throws when the source read nothing, with its reason. */
  value<Name extends SourceName>(name: Name): FactOf<Name>
}

/** Throws with a sentence when the agent's answers cannot be understood, or a body is not what its hash says. */
export async function readAgentFacts(state: LabState, node: string): Promise<AgentFacts> {
  const ask = agentOf(state, node)
  const report = await ask('report', agentPaths.report, parseReport)
  const sources = report.facts.now?.sources ?? {}
  const hashes = Object.values(sources).flatMap((told) => (told?.is === 'read' ? [told.hash] : []))
  const { facts } = await ask('facts', agentPaths.facts, parseFacts, { hashes: hashes.join('') })
  const values = new Map<string, unknown>()
  for (const { hash, ...fact } of facts) {
    if (hashFact(fact) !== hash)
      throw new Error(`The agent of ${node} sent ${fact.source} under a hash of something else.`)
    values.set(fact.source, fact.value)
  }
  return {
    sources,
    value<Name extends SourceName>(name: Name) {
      if (!values.has(name)) throw new Error(`The agent of ${node} read no ${name}: ${JSON.stringify(sources[name])}`)
      return values.get(name) as FactOf<Name>
    },
  }
}
