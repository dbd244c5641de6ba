/** What the matrix says in a few sentences: on how many nodes it is right, and who differs how. */
import type { SettingDrift, VirtualServerDrift } from '#model/drift.ts'
import type { NodeName, RealServerKey } from '#model/ids.ts'
import type { Severity } from '#model/standing.ts'
import type { Matrix, MatrixRow } from './scene.ts'

export type Fact =
  | { readonly is: 'no-virtual-server' }
  | { readonly is: 'foreign-virtual-server' }
  | { readonly is: 'missing' | 'foreign' | 'draining'; readonly rows: readonly RealServerKey[] }
  | { readonly is: 'weight'; readonly row: RealServerKey; readonly have: number; readonly want: number }
  | { readonly is: 'method'; readonly row: RealServerKey; readonly have: string; readonly want: string }
  | ({ readonly is: 'setting' } & SettingDrift)

/** One fact and the nodes it is true of. */
export interface Finding {
  readonly fact: Fact
  readonly severity: Severity
  readonly nodes: readonly NodeName[]
}

export interface Verdict {
  /** Nodes compared; of them right: nothing but draining differs. */
  readonly judged: number
  readonly right: number
  readonly settling: number
  /** Worst first, then by the first node. */
  readonly findings: readonly Finding[]
  /** Nodes nothing can be said about. */
  readonly blind: readonly MatrixRow[]
  /** Tables are seen, but what they should be is not known. */
  readonly unjudged: number
}

export function makeVerdict(matrix: Matrix): Verdict {
  const nodes = new Map<NodeName, MatrixRow[]>()
  for (const row of matrix.rows) nodes.set(row.node, [...(nodes.get(row.node) ?? []), row])
  const all = [...nodes.values()]
  const has = (rows: MatrixRow[], is: MatrixRow['standing']['is']) => rows.some((row) => row.standing.is === is)
  const isJudged = (rows: MatrixRow[]) => has(rows, 'agrees') || has(rows, 'differs')
  const worst = (rows: MatrixRow[]): Severity | null =>
    severities.find((severity) =>
      rows.some(({ standing }) => standing.is === 'differs' && standing.severity === severity),
    ) ?? null
  const judged = all.filter(isJudged)
  return {
    judged: judged.length,
    right: judged.filter((rows) => worst(rows) === null || worst(rows) === 'draining').length,
    settling: judged.filter((rows) => worst(rows) === 'settling').length,
    findings: gather(matrix.rows),
    blind: all.flatMap(
      (rows) => rows.find(({ standing }) => standing.is === 'silent' || standing.is === 'no-table') ?? [],
    ),
    unjudged: all.filter((rows) => has(rows, 'unjudged')).length,
  }
}

const severities: readonly Severity[] = ['wrong', 'settling', 'draining']

function gather(rows: readonly MatrixRow[]): Finding[] {
  const found = new Map<string, Finding>()
  for (const { node, standing } of rows) {
    if (standing.is !== 'differs') continue
    for (const fact of factsOf(standing.drift)) {
      const severity = fact.is === 'draining' ? 'draining' : standing.severity
      const key = `${severity} ${JSON.stringify(fact)}`
      const known = found.get(key)
      if (known?.nodes.includes(node)) continue
      found.set(key, { fact, severity, nodes: [...(known?.nodes ?? []), node] })
    }
  }
  return [...found.values()].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
}

/** The facts in one virtual server's drift; draining ones stand for themselves. */
export function factsOf(drift: VirtualServerDrift): Fact[] {
  if (drift.is === 'missing') return [{ is: 'no-virtual-server' }]
  if (drift.is === 'foreign') return [{ is: 'foreign-virtual-server' }]
  const facts: Fact[] = []
  for (const is of ['missing', 'foreign', 'draining'] as const) {
    const rows = drift.rows.filter((row) => row.state === is).map(({ key }) => key)
    if (rows.length > 0) facts.push({ is, rows })
  }
  for (const { state, key, have, want } of drift.rows) {
    if (have === null || want === null) continue
    if (state === 'weight') facts.push({ is: 'weight', row: key, have: have.weight, want: want.weight })
    if (state === 'method') facts.push({ is: 'method', row: key, have: have.forward, want: want.forward })
  }
  for (const setting of drift.settings) facts.push({ is: 'setting', ...setting })
  return facts
}
