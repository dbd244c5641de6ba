/** The summary of a test in sentences, with `{who}` and `{port}` where names stand. */
import { assertNever } from '#components/parts/assert-never.ts'
import { secondsOf } from '#components/words/evidence.ts'
import type { Words } from '#components/words/words.ts'
import type { AccessTest } from '#model/access/access.ts'
import type { Factor } from '#model/access/common.ts'
import type { Summary, SummaryLine } from '#model/access/summary.ts'

export function saySummary(
  summary: Summary,
  { outcome, asked }: AccessTest,
  { access: { sentence: say } }: Words,
): string {
  const { nodes, ports, pairs, expected, answeredNodes, answeredPairs, lines } = summary
  const isRunning = outcome === 'running'
  if (pairs === 0) {
    if (isRunning) return say.starting
    return lines.some(({ matter }) => matter.is !== 'not-asked') ? say.noneExpected : say.nobody
  }
  const all = asked.nodes.length * asked.ports.length
  const isAll = answeredPairs === all - (nodes * ports - expected)
  const isPart = expected < nodes * ports
  const plain =
    ports === 1
      ? isAll
        ? isPart
          ? say.allExpectedOne(answeredNodes)
          : say.allOne(nodes)
        : say.someOne(answeredNodes, expected)
      : isAll
        ? isPart
          ? say.allExpected(answeredPairs)
          : say.all(nodes, ports)
        : say.some(answeredPairs, all - (nodes * ports - expected))
  return isRunning ? say.soFar(plain) : outcome === 'cancelled' ? say.cancelled(plain) : plain
}

export function sayLine(line: SummaryLine, words: Words): string {
  const { matter, of, cells, outOf } = line
  const { line: say, outcomes } = words.access
  const some = cells.length
  if (of.is === 'common') return sayCommon(of.factor, 1 + of.alike.length, line, words)
  const isOne = some === 1 && (of.is === 'nodes' || of.is === 'pairs')
  const told = isOne ? shareOf(line, words) : ''
  const as = isOne && of.is === 'pairs' ? 'pair' : of.is
  switch (matter.is) {
    case 'failed':
      return say[as].failed(outcomes[matter.outcome], some, outOf)
    case 'partly':
      return say[as].partly(outcomes[matter.outcome] + told, some, outOf)
    case 'slow':
      return say[as].slow(secondsOf(matter.step), some, outOf)
    case 'not-asked':
    case 'no-probe':
    case 'silent':
    case 'by-policy':
      return say[as][matter.is](some, outOf)
    default:
      return assertNever(matter)
  }
}

/** `, 7 of 20` tries of the only cell. */
function shareOf({ cells: [only] }: SummaryLine, { access: { line: say } }: Words): string {
  return only?.standing.is === 'partly'
    ? say.share(only.standing.tries - only.standing.answered, only.standing.tries)
    : ''
}

function sayCommon(factor: Factor, count: number, { matter, cells, outOf }: SummaryLine, { access }: Words): string {
  const { common: say } = access.line
  const what = 'outcome' in matter ? access.outcomes[matter.outcome] : ''
  const nodes = new Set(cells.map(({ cell }) => cell.node)).size
  switch (factor.is) {
    case 'everything':
      return say.everything(what)
    case 'node':
      return factor.beyond ? say.nodeBeyond(what, count) : say.node(what, count)
    case 'port':
      return say.port(what, count, cells.length === outOf * count, outOf)
    case 'host':
      return factor.beyond ? say.hostBeyond(what, nodes) : say.host(what, nodes)
    case 'real':
      return factor.beyond ? say.realBeyond(what, nodes) : say.real(what, nodes)
    default:
      return assertNever(factor)
  }
}
