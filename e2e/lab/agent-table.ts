/** A node's table as its agent tells it, asked the way the hub asks. */
import { agentPaths, parseReport, parseVirtualServers, splitHashes } from '#model/report.ts'
import { formatTable } from '#model/sources/ipvs/format.ts'
import { hashVirtualServer, type VirtualServer } from '#model/topology.ts'
import { agentOf } from './agent-ask.ts'
import type { LabState } from './host/state.ts'

export interface AgentTable {
  readonly servers: readonly VirtualServer[]
  /** In ipvsadm's words. */
  readonly text: string
}

/** Throws with a sentence when the agent's answer cannot be understood or it could not read a table. */
export async function readAgentTable(state: LabState, node: string): Promise<AgentTable> {
  const ask = agentOf(state, node)
  const { table } = await ask('report', agentPaths.report, parseReport)
  if (table.is !== 'read') throw new Error(`The agent of ${node}: ${table.why}`)
  const { change } = table
  if (change.is !== 'whole') throw new Error(`The agent of ${node} sent '${change.is}', not the whole table.`)
  const body = { hashes: change.entries }
  const { virtualServers } = await ask('virtual servers', agentPaths.virtualServers, parseVirtualServers, body)

  const byHash = new Map<string, VirtualServer>(virtualServers.map((each) => [hashVirtualServer(each), each]))
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
