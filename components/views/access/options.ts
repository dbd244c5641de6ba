/** What the address says about this view, and back: what to ask, which test to show, and how. */
import { formatMethod, parseMethod } from '#components/parts/probe-method.ts'
import type { AccessAsked } from '#model/access/access.ts'
import { makeNodeName, type NodeName, type ServicePortId } from '#model/ids.ts'
import type { Role } from '#model/tie.ts'

export const triesChoices = [1, 5, 20] as const
/** How long each try may take, milliseconds: as long as people wait, beyond the 3 s step, beyond the 63 s step. */
export const patienceChoices = [2_000, 5_000, 65_000] as const
export const roles: readonly Role[] = ['cluster-ip', 'node-port', 'load-balancer', 'external-ip']

/** As `AccessAsked`, but no nodes mean all of them. */
export type Question = AccessAsked

/** One cell by its names. */
export interface CellName {
  readonly node: NodeName
  readonly port: ServicePortId
}

export interface AccessOptions {
  /** Null where the address names no port: then what the shown test asked. */
  readonly question: Question | null
  /** Empty for the newest that fits. */
  readonly test: string
  readonly cell: CellName | null
  readonly onlyProblems: boolean
  readonly worstFirst: boolean
  readonly asTable: boolean
}

type Options = Readonly<Record<string, string>>

export const usualQuestion: Question = {
  ports: [],
  nodes: [],
  role: 'cluster-ip',
  method: null,
  tries: 5,
  timeoutMs: 2_000,
}

export const parseOptions = (options: Options): AccessOptions => ({
  question: options['port'] ? parseQuestion(options) : null,
  test: options['test'] ?? '',
  cell: parseCell(options['cell'] ?? ''),
  onlyProblems: options['problems'] === '1',
  worstFirst: options['order'] === 'worst',
  asTable: options['as'] === 'table',
})

/** Says that every port was taken out: nothing at all leaves it to the test that is shown. */
const noPorts = '-'

const oneOf = <T>(all: readonly T[], text: string | undefined, usual: T): T =>
  all.find((each) => String(each) === text) ?? usual
/** Names of ports and nodes have no commas in them. */
const list = (text: string | undefined): string[] =>
  text === noPorts ? [] : [...new Set((text ?? '').split(',').filter(Boolean))]

function parseQuestion(options: Options): Question {
  return {
    ports: list(options['port']) as ServicePortId[],
    nodes: list(options['node']).map(makeNodeName),
    role: oneOf(roles, options['at'], usualQuestion.role),
    method: parseMethod(options),
    tries: oneOf(triesChoices, options['tries'], usualQuestion.tries),
    timeoutMs: oneOf(
      patienceChoices,
      options['patience'] && String(Number(options['patience']) * 1000),
      usualQuestion.timeoutMs,
    ),
  }
}

/** The whole question as options of the address: what is usual is left out. */
export function formatQuestion(question: Question): Record<string, string> {
  const { ports, nodes, role, method, tries, timeoutMs } = question
  return {
    port: ports.join(',') || noPorts,
    node: nodes.join(','),
    at: role === usualQuestion.role ? '' : role,
    ...formatMethod(method),
    tries: tries === usualQuestion.tries ? '' : String(tries),
    patience: timeoutMs === usualQuestion.timeoutMs ? '' : String(timeoutMs / 1000),
  }
}

/** `znode1@default/web:80/TCP`: names of nodes have no `@` in them. */
function parseCell(text: string): CellName | null {
  const cut = text.indexOf('@')
  return cut <= 0 || cut === text.length - 1
    ? null
    : { node: makeNodeName(text.slice(0, cut)), port: text.slice(cut + 1) as ServicePortId }
}

export const formatCell = (cell: CellName | null): Record<string, string> => ({
  cell: cell === null ? '' : `${cell.node}@${cell.port}`,
})
