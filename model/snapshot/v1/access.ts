/** Access tests. */
import type {
  AccessAsked,
  AccessCell,
  AccessResult,
  AccessSchedule,
  AccessState,
  AccessTest,
  Share,
  Spread,
} from '../../access/access.ts'
import { causes, method, outcome, role, target } from './asked.ts'
import { leaves as is, list, number, one, oneOf, orElse, orNull, record, whole } from './leaves.ts'

const asked = record<AccessAsked>({
  ports: list(is.servicePortId),
  nodes: list(is.nodeName),
  role,
  method: orNull(method),
  tries: whole,
  timeoutMs: number,
})

export const accessTest = record<AccessTest>({
  id: is.plain,
  asked,
  by: one('person', 'schedule'),
  startedAt: number,
  endedAt: orNull(number),
  outcome: one('running', 'done', 'cancelled'),
  done: whole,
  cells: whole,
  failed: whole,
  excused: orElse(whole, 0),
  notAsked: whole,
})

const spread = record<Spread>({ tries: whole, least: number, median: number, p95: number, most: number })
const share = record<Share>({
  real: is.realKey,
  tries: whole,
  answered: orElse(orNull(whole), null),
  host: orElse(orNull(is.nodeName), null),
  expected: orNull(number),
})
const result = record<AccessResult>({
  tries: whole,
  answered: whole,
  failures: list(record({ outcome, error: orNull(is.words), tries: whole })),
  statuses: list(record({ status: whole, tries: whole })),
  connectMs: orNull(spread),
  firstByteMs: orNull(spread),
  step: orNull(one('1s', '3s', '63s')),
  shares: list(share),
  unknownChoices: whole,
  withoutConnections: orNull(is.words),
  sources: list(is.address),
  causes,
})

export const accessCell = record<AccessCell>({
  test: is.plain,
  node: is.nodeName,
  port: is.servicePortId,
  target: orNull(target),
  method: orNull(method),
  state: oneOf<AccessState>({
    waiting: {},
    asked: { since: number },
    done: { at: number, result },
    'not-asked': { why: is.words, causes },
  }),
})

export const accessSchedule = record<AccessSchedule>({
  id: is.plain,
  asked,
  everySeconds: number,
  nextAt: number,
  lastTest: orNull(is.plain),
})
