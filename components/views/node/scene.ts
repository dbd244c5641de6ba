/** A node's table line by line, as `ipvsadm -Ln` orders it, with what is missing in its place. */
import { type Cluster, type Node, tableHashOf } from '#model/cluster.ts'
import type { RowState, SettingDrift } from '#model/drift.ts'
import { driftOf } from '#model/drift.ts'
import type { RealServerKey, VirtualServerKey } from '#model/ids.ts'
import { type Severity, severityOf, tiesOf } from '#model/standing.ts'
import { isHeard, tableIndexOf } from '#model/table-index.ts'
import type { Tie } from '#model/tie.ts'
import {
  compareMatches,
  compareRealServers,
  makeKey,
  makeRealKey,
  type RealServer,
  type VirtualServer,
} from '#model/topology.ts'

export interface ServerLine {
  readonly is: 'server'
  readonly key: VirtualServerKey
  readonly server: VirtualServer
  readonly state: 'agrees' | 'missing' | 'foreign' | 'differs'
  readonly settings: readonly SettingDrift[]
  readonly tie: Tie | null
  /** Null when it agrees. */
  readonly severity: Severity | null
}

export interface RealLine {
  readonly is: 'real'
  readonly server: VirtualServerKey
  readonly key: RealServerKey
  readonly real: RealServer
  readonly state: RowState
  readonly want: RealServer | null
  readonly severity: Severity | null
  /** Its row in the node's load; null for a row that is not there. */
  readonly row: number | null
}

export type Line = ServerLine | RealLine

/** Everything of one virtual server: its line and those below it. */
export interface Block {
  readonly head: ServerLine
  readonly rows: readonly RealLine[]
}

/** A node that does not answer is not compared: only its past is known. */
export function makeBlocks(cluster: Cluster, node: Node): readonly Block[] {
  const index = tableIndexOf(cluster, tableHashOf(node))
  const ties = tiesOf(cluster)
  const isPresent = isHeard(cluster.feeds.get(node.name))
  const drifts = new Map(((isPresent && driftOf(cluster, node)) || []).map((drift) => [drift.key, drift]))
  const wants = tableIndexOf(cluster, node.want)
  const missing = [...drifts.values()]
    .filter((drift) => drift.is === 'missing')
    .flatMap((drift) => wants.servers[wants.positions.get(drift.key) ?? -1] ?? [])

  const blockOf = (server: VirtualServer, position: number | null): Block => {
    const key = makeKey(server.match)
    const drift = drifts.get(key)
    const tie = ties.get(key) ?? null
    const service = tie === null ? undefined : cluster.services.get(tie.service)
    const severity = drift === undefined ? null : severityOf(drift, service, cluster)
    const head: ServerLine = {
      is: 'server',
      key,
      server,
      state: drift?.is ?? 'agrees',
      settings: drift?.settings ?? [],
      tie,
      severity,
    }
    const rows = new Map((drift?.rows ?? []).map((row) => [row.key, row]))
    const lineOf = (real: RealServer, offset: number | null): RealLine => {
      const found = rows.get(makeRealKey(real))
      const state = found?.state ?? 'agrees'
      return {
        is: 'real',
        server: key,
        key: makeRealKey(real),
        real,
        state,
        want: found?.want ?? null,
        severity: state === 'agrees' ? null : state === 'draining' ? 'draining' : severity,
        row: position === null || offset === null ? null : index.offsets[position]! + offset,
      }
    }
    const there = position === null ? [] : server.realServers.map(lineOf)
    const gone = [...rows.values()].flatMap((row) =>
      row.state === 'missing' && row.want ? lineOf(row.want, null) : [],
    )
    return {
      head,
      rows: gone.length === 0 ? there : [...there, ...gone].sort((a, b) => compareRealServers(a.real, b.real)),
    }
  }

  const blocks = index.servers.map(blockOf)
  if (missing.length === 0) return blocks
  return [...blocks, ...missing.map((server) => blockOf(server, null))].sort((a, b) =>
    compareMatches(a.head.server.match, b.head.server.match),
  )
}

export interface BlockFilter {
  /** Words that must all be found in a block: Service, Pod, address. */
  readonly text: string
  readonly onlyDiffering: boolean
}

/** `podOf` names the Pod behind an address, for the search. */
export function filterBlocks(
  blocks: readonly Block[],
  filter: BlockFilter,
  podOf: (address: string) => string | undefined,
): readonly Block[] {
  const wanted = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  if (wanted.length === 0 && !filter.onlyDiffering) return blocks
  return blocks.filter(({ head, rows }) => {
    if (filter.onlyDiffering && head.state === 'agrees') return false
    if (wanted.length === 0) return true
    const names = rows.map(({ key, real }) => `${key} ${podOf(real.address) ?? ''}`)
    const text = [head.key, head.server.scheduler, head.tie?.service ?? '', head.tie?.port.name ?? '', ...names]
      .join(' ')
      .toLowerCase()
    return wanted.every((word) => text.includes(word))
  })
}

export const linesOf = (blocks: readonly Block[]): readonly Line[] =>
  blocks.flatMap(({ head, rows }): readonly Line[] => [head, ...rows])

export const lineId = (line: Line): string => (line.is === 'server' ? line.key : `${line.server}|${line.key}`)

export function countBlocks(blocks: readonly Block[]): Record<Severity, number> {
  const count = (severity: Severity) => blocks.filter(({ head }) => head.severity === severity).length
  return { wrong: count('wrong'), settling: count('settling'), draining: count('draining') }
}
