/** What access tests and walks proved, then and now. */
import { formatNumber } from '#components/parts/format.ts'
import type { Words } from '#components/words/words.ts'
import {
  type AccessBrief,
  type AccessChange,
  type Comparison,
  nodesOn,
  type VerdictBrief,
  type WalkChange,
} from '#model/compare/comparison.ts'
import type { Draft } from './line.ts'

type Proving = Pick<Words, 'compare' | 'access' | 'walk' | 'causes' | 'service'>

export function accessLine(
  comparison: Comparison,
  { port, role, is, before, after, on }: AccessChange,
  words: Proving,
): Draft {
  return {
    what: 'access',
    kind: 'proof',
    is: 'changed',
    isProblem: is === 'broke',
    key: nameOf(port, role, words),
    before: briefText(before, words),
    after: `${words.compare.accessIs[is]}: ${briefText(after, words)}`,
    nodes: nodesOn(comparison, on),
  }
}

export function walkLine({ port, role, source, is, before, after }: WalkChange, words: Proving): Draft {
  const from = source.is === 'node' ? source.node : source.is === 'pod' ? source.pod : source.address
  return {
    what: 'walk',
    kind: 'proof',
    is: 'changed',
    isProblem: is === 'broke',
    key: `${from} → ${nameOf(port, role, words)}`,
    before: verdictText(before, words),
    after: `${words.compare.walkIs[is]}: ${verdictText(after, words)}`,
  }
}

/** The port of a Service whose name stands above: `80/TCP`, and which of its addresses where that is not the usual one. */
const nameOf = (port: string, role: AccessChange['role'], { service }: Proving): string => {
  const number = port.slice(port.lastIndexOf(':') + 1)
  return role === 'cluster-ip' ? number : `${number} · ${service.roles[role]}`
}

function briefText(
  { tries, answered, outcome, medianMs, step }: AccessBrief,
  { compare: say, access }: Proving,
): string {
  const time = medianMs === null || answered === 0 ? [] : [`${formatNumber(medianMs, medianMs < 10 ? 1 : 0)} ms`]
  return [
    say.answered(answered, tries),
    ...(outcome === null ? [] : [access.outcomes[outcome]]),
    ...time,
    ...(step === null ? [] : [say.step(step)]),
  ].join(' · ')
}

function verdictText({ is, cause, last }: VerdictBrief, { compare: say, walk, causes }: Proving): string {
  const where = [last?.device, last?.node].filter((part) => part !== null && part !== undefined).join(' ')
  return [
    walk.verdicts[is],
    ...(cause === null ? [] : [causes[cause].title]),
    ...(where === '' ? [] : [say.lastSeen(where)]),
  ].join(' · ')
}
