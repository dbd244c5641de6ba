/** One node's agent without a kernel: what it would answer to a hub that says what it has. */
import { type Report, reportVersion, type TableReport } from '#model/report.ts'
import { nodeName } from './addresses.ts'
import type { NodeFacts } from './facts.ts'
import type { NodeLoad } from './load.ts'
import type { Structure } from './structure.ts'

/** What the hub says it has. */
export interface Asked {
  readonly table: string | null
  readonly since: string | null
  readonly facts: string | null
}

export interface SimulatedAgent {
  report(asked: Asked): Report
  readonly load: NodeLoad
}

interface AgentParts {
  readonly node: number
  readonly structure: Structure
  readonly load: NodeLoad
  readonly facts: NodeFacts
  /** The node's own clock. */
  readonly monotonicNs: () => bigint
  readonly wallMs: () => number
}

/** It remembers its last reading alone: who names another is told everything. */
export function makeSimulatedAgent({ node, structure, load, facts, ...clock }: AgentParts): SimulatedAgent {
  const id = `${nodeName(node)}-boot`
  let readings = 0
  let last: { readonly name: string; readonly version: number; readonly hash: string } | null = null

  const tableOf = (asked: Asked): TableReport => {
    const base = last !== null && asked.table === last.hash ? last : null
    const since = base !== null && asked.since === base.name ? base : null
    const isUnchanged = asked.table === structure.hash()
    return {
      is: 'read',
      source: 'ipvs',
      version: '1.2.1',
      size: 4096,
      showsSchedulerFlags: true,
      hash: structure.hash(),
      change: isUnchanged ? { is: 'unchanged' } : changeFrom(structure, base?.version ?? null),
      ...(isUnchanged ? {} : { kernelOrder: null }),
      rows: structure.services * structure.reals,
      load: load.report(since),
      withoutCounters: null,
      totals: totalsOf(load),
      rejected: { rows: 0, samples: [] },
    }
  }

  return {
    load,
    report(asked) {
      const table = tableOf(asked)
      const reading = `r${++readings}`
      last = { name: reading, version: structure.version(), hash: table.hash }
      const { digest, ...now } = facts
      return {
        version: reportVersion,
        agentVersion: 'bench',
        node: { name: nodeName(node), bootId: id, machineId: id, kernel: '6.1.0', hz: 250 },
        clock: { monotonicNs: String(clock.monotonicNs()), wallMs: clock.wallMs() },
        reading,
        table,
        conntrack: { count: 10_000 + ((readings * 37 + node) % 500), limit: 262_144 },
        facts: asked.facts === digest ? { digest } : { digest, now },
      }
    },
  }
}

function changeFrom(structure: Structure, version: number | null): TableReport['change'] {
  if (version === null) return { is: 'whole', entries: structure.entries() }
  const removed = structure.changedSince(version)
  return { is: 'changed', removed, added: removed.map(structure.serverHash).join('') }
}

function totalsOf(load: NodeLoad): TableReport['totals'] {
  const [connections, inPackets, outPackets, inBytes, outBytes] = load.totals().map(String)
  return {
    connections: connections!,
    inPackets: inPackets!,
    outPackets: outPackets!,
    inBytes: inBytes!,
    outBytes: outBytes!,
  }
}
