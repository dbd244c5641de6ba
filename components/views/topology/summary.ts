/** One sentence: is anything wrong, where, how busy. Clauses as data; the words come after. */
import type { Facts } from './facts.ts'
import type { Findings } from './findings.ts'
import type { Labels } from './labels.ts'
import type { Traffic } from './sums.ts'
import { isProblem } from './tone.ts'
import { openOf, rateOf } from './traffic.ts'

export interface Summary {
  /** `unknown` where not every node can be answered for. */
  readonly verdict: 'fine' | 'problem' | 'unknown'
  /** Parts of the sentence, most urgent first. */
  readonly clauses: readonly string[]
}

interface Counts {
  missing: number
  foreign: number
  otherwise: number
  draining: number
  missingVirtual: number
  foreignVirtual: number
}

export function summarise({ facts, cluster, traffic, plan }: Findings, labels: Labels): Summary {
  const words = labels.words.summary
  const services = facts.services.filter((service) => service.service !== null)
  const trusted = facts.nodes.filter((node) => node.trusted)
  const compared = trusted.filter((node) => node.node.want !== null)
  const troubled = facts.services.filter((service) => service.problemNodes.length > 0)
  const nodes = new Set(troubled.flatMap((service) => service.problemNodes))
  const counts = countDifferences(facts)
  const settling = facts.services.filter((service) => service.tone === 'settling').length
  const clauses: string[] = []

  if (plan.gathers) {
    clauses.push(words.gathered(services.length, new Set(services.map((service) => service.namespace)).size))
    const singles = troubled.length + facts.nodes.filter((node) => !node.trusted || isProblem(node.tone)).length
    if (singles > 0) clauses.push(words.needAttention(singles))
  }
  if (troubled.length > 0) {
    const what = describeCounts(counts, labels)
    const service = troubled[0]!
    const name = service.name
    const [only] = nodes
    const where =
      troubled.length > 1
        ? words.nodesDiffer(nodes.size, troubled.length)
        : nodes.size === 1
          ? words.differsAt(only!, name)
          : words.nodesDifferAt(nodes.size, name)
    clauses.push(what === '' ? where : `${where}: ${what}`)
  } else if (settling > 0) clauses.push(words.settling(settling))
  else if (compared.length > 0 && !plan.gathers) {
    const all = compared.length === facts.nodes.length
    clauses.push((all ? words.agree : words.agreeOfThoseHeard)(compared.length, services.length))
  } else if (trusted.length > 0 && compared.length === 0) clauses.push(words.notCompared)

  clauses.push(...silentClauses(facts, cluster.at, labels))
  if (counts.draining > 0) clauses.push(words.draining(counts.draining))
  if (trusted.length > 0) clauses.push(describeLoad(traffic, labels))
  const verdict = troubled.length > 0 ? 'problem' : compared.length < facts.nodes.length ? 'unknown' : 'fine'
  return { verdict, clauses }
}

function describeLoad({ total, exact }: Traffic, labels: Labels): string {
  const words = labels.words.summary
  const rate = rateOf(total)
  if (!Number.isNaN(rate)) return (exact ? words.rate : words.rateRounded)(labels.rate(rate))
  return openOf(total) > 0 ? labels.words.summary.open(labels.amount(openOf(total))) : labels.words.summary.rateUnknown
}

function countDifferences(facts: Facts): Counts {
  const counts: Counts = { missing: 0, foreign: 0, otherwise: 0, draining: 0, missingVirtual: 0, foreignVirtual: 0 }
  const settling = new Set(facts.services.filter((service) => service.settles).map((service) => service.id))
  for (const { table, trusted } of facts.nodes) {
    if (!trusted || !table) continue
    for (const position of table.odd) {
      const entry = table.entries[position]!
      if (settling.has(facts.thingOf(entry.key))) continue
      if (entry.have === null) counts.missingVirtual += 1
      else if (entry.want === null) counts.foreignVirtual += 1
      if (entry.have === null || entry.want === null) continue
      counts.otherwise += entry.settings.length
      for (const { state } of entry.rows) {
        if (state === 'missing') counts.missing += 1
        else if (state === 'foreign') counts.foreign += 1
        else if (state === 'draining') counts.draining += 1
        else if (state === 'weight' || state === 'method') counts.otherwise += 1
      }
    }
  }
  return counts
}

function describeCounts(counts: Counts, labels: Labels): string {
  const words = labels.words.summary
  const parts: string[] = []
  if (counts.missingVirtual > 0) parts.push(words.missingVirtual(counts.missingVirtual))
  if (counts.foreignVirtual > 0) parts.push(words.foreignVirtual(counts.foreignVirtual))
  if (counts.missing > 0) parts.push(words.missing(counts.missing))
  if (counts.foreign > 0) parts.push(words.foreign(counts.foreign))
  if (counts.otherwise > 0) parts.push(words.otherwise(counts.otherwise))
  return parts.join(', ')
}

function silentClauses({ nodes }: Facts, at: number, labels: Labels): string[] {
  const words = labels.words.summary
  const clauses: string[] = []
  const count = (is: string) => nodes.filter((node) => node.feed.is === is).length
  const since = nodes.flatMap(({ feed }) => (feed.is === 'unreachable' ? [feed.since] : []))
  if (since.length > 0) clauses.push(words.unreachable(since.length, labels.age(at - Math.min(...since))))
  if (count('refused') > 0) clauses.push(words.refused(count('refused')))
  if (count('late') > 0) clauses.push(words.late(count('late')))
  const tableless = nodes.filter(
    ({ feed, table }) => (feed.is === 'fine' || feed.is === 'late') && table === null,
  ).length
  if (tableless > 0) clauses.push(words.noTable(tableless))
  if (count('no-agent') > 0) clauses.push(words.noAgents(count('no-agent')))
  if (count('waiting') > 0) clauses.push(words.unheard(count('waiting')))
  return clauses
}
