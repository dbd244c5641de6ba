/** A node's table as its agent tells it, asked the way the hub asks. */
import { agentPaths, parseReport, parseVirtualServers, splitHashes } from '#model/report.ts'
import { formatTable } from '#model/sources/ipvs/format.ts'
import { hashVirtualServer, type VirtualServer } from '#model/topology.ts'
import type { LabState } from './host/state.ts'

export interface AgentTable {
  readonly servers: readonly VirtualServer[]
  /** In ipvsadm's words. */
  readonly text: string
}

/** Throws with a sentence when the agent's answer cannot be understood or it could not read a table. */
export async function readAgentTable(state: LabState, node: string): Promise<AgentTable> {
  const headers = { authorization: `Bearer ${state.token}` }
  const ask = async (path: string, init: RequestInit): Promise<unknown> => {
    const response = await fetch(`${state.agents[node]}${path}`, { headers, ...init })
    if (!response.ok) throw new Error(`The agent of ${node} answered ${path} with ${response.status}.`)
    return response.json()
  }
  const report = parseReport(await ask(agentPaths.report, {}))
  if (!report.ok) throw new Error(`The agent of ${node} sent no report: ${report.why}.`)
  const { table } = report.value
  if (table.is !== 'read') throw new Error(`The agent of ${node}: ${table.why}`)
  const { change } = table
  if (change.is !== 'whole') throw new Error(`The agent of ${node} sent '${change.is}', not the whole table.`)
  const body = JSON.stringify({ hashes: change.entries })
  const bodies = parseVirtualServers(await ask(agentPaths.virtualServers, { method: 'POST', body }))
  if (!bodies.ok) throw new Error(`The agent of ${node} sent no virtual servers: ${bodies.why}.`)

  const byHash = new Map<string, VirtualServer>(
    bodies.value.virtualServers.map((each) => [hashVirtualServer(each), each]),
  )
  const servers = splitHashes(change.entries).flatMap((hash) => byHash.get(hash) ?? [])
  const active = new Uint32Array(table.rows)
  const inactive = new Uint32Array(table.rows)
  const { counts } = table.load
  for (let at = 0; at < counts.length; at += 3) {
    active[counts[at]!] = counts[at + 1]!
    inactive[counts[at]!] = counts[at + 2]!
  }
  const { version, size, kernelOrder = null } = table
  return { servers, text: formatTable({ version, size, servers, kernelOrder }, active, inactive) }
}
