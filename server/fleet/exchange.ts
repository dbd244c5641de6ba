/** One poll of one agent: the report and the bodies it names, checked whole before anything of it is kept. */
import type { Address } from '#model/cluster.ts'
import { type FactHash, makeFactHash, makeTableHash } from '#model/ids.ts'
import type { Parsed } from '#model/parsed.ts'
import { agentPaths, parseFacts, parseReport, parseVirtualServers, type Report } from '#model/report.ts'
import { hashFact } from '#model/sources/hash.ts'
import type { FactReport, FactValue, SourceName } from '#model/sources/index.ts'
import type { KernelOrder, VirtualServer } from '#model/topology.ts'
import { checkBlobs, checkKernelOrder, checkTable, namedHashes } from './accept.ts'
import type { Line, Question } from './ask.ts'
import type { Content, HeldTable } from './content.ts'
import type { Outcome } from './feed.ts'
import type { Gather } from './gather.ts'
import { addReport, type Readings } from './readings.ts'

export interface Limits {
  readonly deadlineMs: number
  /** For the answers with virtual servers: a first table may be large. */
  readonly blobsDeadlineMs: number
  readonly reportBytes: number
  readonly blobsBytes: number
}

/** What is held of a node's table from the polls before. */
export interface Held {
  readonly table: HeldTable
  readonly kernelOrder: KernelOrder | null
  /** The agent's name for the reading. */
  readonly name: string
  readonly readings: Readings
}

/** What is held of a node's facts. */
export interface HeldFacts {
  readonly digest: string
  readonly addresses: readonly Address[]
  readonly sources: Readonly<Partial<Record<SourceName, FactReport>>>
}

export interface Exchange {
  readonly line: Line
  readonly url: string
  readonly token: string
  readonly limits: Limits
  readonly content: Content
  readonly gatherServers: Gather<VirtualServer>
  readonly gatherFacts: Gather<FactValue>
  /** Why a report of this node's name must not be taken; null when it may. */
  readonly refuse: (nodeName: string) => string | null
}

export type Polled =
  | {
      readonly is: 'good'
      readonly report: Report
      /** Null when the kernel has no table or it cannot be read. */
      readonly held: Held | null
      readonly facts: HeldFacts
      /** Bodies of all its facts. */
      readonly bodies: ReadonlyMap<string, FactValue>
    }
  | Exclude<Outcome, { readonly is: 'good' }>

/** Reading facts anew may take so much longer, milliseconds. */
const freshMs = 5_000
/** Hashes asked for at once. */
const batch = 2_000

/** `isFresh`: the agent reads its facts anew first, however young they are. */
export async function exchange(
  with_: Exchange,
  held: Held | null,
  facts: HeldFacts | null,
  isFresh = false,
): Promise<Polled> {
  const first = await ask(with_, held, facts, isFresh)
  return first === 'from nothing' ? lastTry(await ask(with_, null, null, isFresh)) : first
}

const lastTry = (polled: Polled | 'from nothing'): Polled =>
  polled === 'from nothing' ? invalid('it builds on a reading that was not named') : polled

const missed = (why: string, hung = false): Missed => ({ is: 'missed', why, hung })
const invalid = (why: string): Missed => missed(`The agent's answer cannot be used: ${why}.`)
type Missed = Extract<Polled, { is: 'missed' }>
type NotGood = Exclude<Polled, { readonly is: 'good' }>

async function ask(
  with_: Exchange,
  held: Held | null,
  before: HeldFacts | null,
  isFresh: boolean,
): Promise<Polled | 'from nothing'> {
  const query = new URLSearchParams(isFresh ? { fresh: '' } : {})
  if (held) query.set('table', held.table.hash)
  if (held) query.set('since', held.name)
  if (before) query.set('facts', before.digest)
  const got = await fetchJson(with_, {
    path: query.size === 0 ? agentPaths.report : `${agentPaths.report}?${query}`,
    parse: parseReport,
    deadlineMs: with_.limits.deadlineMs + (isFresh ? freshMs : 0),
    maxBytes: with_.limits.reportBytes,
  })
  if (got.is !== 'value') return got
  const report = got.value
  const why = with_.refuse(report.node.name)
  if (why !== null) return { is: 'refused', why }
  const facts = takeFacts(report, before)
  if (facts === null) return 'from nothing'
  const factBodies = await fetchFacts(with_, facts)
  if (!factBodies.ok) return factBodies.polled
  const good = { is: 'good', report, facts, bodies: factBodies.bodies } as const
  if (report.table.is !== 'read') return { ...good, held: null }
  const { content } = with_
  // Taken now: while bodies are waited for, others may let go of what is held.
  const same = content.find(makeTableHash(report.table.hash)) ?? null
  const named = same === null ? namedHashes(report.table, content.intern) : []
  const known = knownOf(named, content.virtualServers)
  const blobs = await with_.gatherServers(lackingIn(named, known), (hashes) => fetchServers(with_, hashes))
  if (!blobs.ok) return blobs.polled
  const table = checkTable(
    report.table,
    held?.table ?? null,
    same ?? content.find(makeTableHash(report.table.hash)) ?? null,
    named,
    (hash) => known.get(hash) ?? blobs.bodies.get(hash),
  )
  if (!table.ok) return invalid(table.why)
  if (table.value === null) return 'from nothing'
  const one = content.offer(table.value)
  const order = checkKernelOrder(report.table, one, held)
  if (!order.ok) return invalid(order.why)
  const head = { bootId: report.node.bootId, monotonicNs: report.clock.monotonicNs }
  const readings = addReport(report.table, head, one, held)
  if (!readings.ok) return invalid(readings.why)
  if (readings.value === null) return 'from nothing'
  return {
    ...good,
    held: { table: one, kernelOrder: order.value, name: report.reading, readings: readings.value },
  }
}

/** Null: the report leaves out what we do not hold. */
function takeFacts({ facts }: Report, before: HeldFacts | null): HeldFacts | null {
  if (facts.now === undefined) return before?.digest === facts.digest ? before : null
  const sources = Object.fromEntries(
    Object.entries(facts.now.sources).map(([name, told]) => [
      name,
      told?.is === 'read' ? { is: 'read', hash: makeFactHash(told.hash) } : told,
    ]),
  ) as HeldFacts['sources']
  return { digest: facts.digest, addresses: facts.now.addresses, sources }
}

/** Hashes of what the sources read. */
export const factHashesOf = (facts: HeldFacts | null): FactHash[] =>
  Object.values(facts?.sources ?? {}).flatMap((source) => (source.is === 'read' ? [source.hash] : []))

type Fetched<Body> =
  | { readonly ok: true; readonly bodies: ReadonlyMap<string, Body> }
  | { readonly ok: false; readonly polled: NotGood }

async function fetchFacts(with_: Exchange, facts: HeldFacts): Promise<Fetched<FactValue>> {
  const named = factHashesOf(facts)
  const known = knownOf(named, with_.content.facts)
  const gathered = await with_.gatherFacts(lackingIn(named, known), async (hashes): Promise<Fetched<FactValue>> => {
    const got = await fetchJson(with_, { ...bodiesQuestion(with_, agentPaths.facts, hashes), parse: parseFacts })
    if (got.is !== 'value') return { ok: false, polled: got }
    const bodies = new Map<string, FactValue>()
    for (const { hash: _claimed, ...fact } of got.value.facts) bodies.set(hashFact(fact), fact)
    const lacking = hashes.find((hash) => !bodies.has(hash))
    return lacking === undefined
      ? { ok: true, bodies }
      : { ok: false, polled: invalid(`the fact ${lacking} was asked for and is not in the answer`) }
  })
  return gathered.ok ? { ok: true, bodies: new Map([...known, ...gathered.bodies]) } : gathered
}

const lackingIn = (hashes: readonly string[], known: ReadonlyMap<string, unknown>): string[] => [
  ...new Set(hashes.filter((hash) => !known.has(hash))),
]

function knownOf<Hash, Body>(hashes: readonly Hash[], store: ReadonlyMap<Hash, Body>): Map<Hash, Body> {
  const known = new Map<Hash, Body>()
  for (const hash of hashes) {
    const body = store.get(hash)
    if (body !== undefined) known.set(hash, body)
  }
  return known
}

async function fetchServers(with_: Exchange, hashes: readonly string[]): Promise<Fetched<VirtualServer>> {
  const bodies = new Map<string, VirtualServer>()
  for (let at = 0; at < hashes.length; at += batch) {
    const asked = hashes.slice(at, at + batch)
    const question = bodiesQuestion(with_, agentPaths.virtualServers, asked)
    const got = await fetchJson(with_, { ...question, parse: parseVirtualServers })
    if (got.is !== 'value') return { ok: false, polled: got }
    const checked = checkBlobs(asked, got.value.virtualServers)
    if (!checked.ok) return { ok: false, polled: invalid(checked.why) }
    for (const [hash, server] of checked.value) bodies.set(hash, server)
  }
  return { ok: true, bodies }
}

const bodiesQuestion = ({ limits }: Exchange, path: string, hashes: readonly string[]) => ({
  path,
  body: { hashes: hashes.join('') },
  deadlineMs: limits.blobsDeadlineMs,
  maxBytes: limits.blobsBytes,
})

export interface JsonQuestion<T> extends Omit<Question, 'url' | 'token'> {
  readonly parse: (value: unknown) => Parsed<T>
}

/** What every question to an agent needs. */
export type Caller = Pick<Exchange, 'line' | 'url' | 'token'>

export async function fetchJson<T>(
  with_: Caller,
  { parse, ...question }: JsonQuestion<T>,
): Promise<{ readonly is: 'value'; readonly value: T } | NotGood> {
  const { url, token } = with_
  const answer = await with_.line.ask({ url, token, ...question })
  if (answer.is === 'failed') {
    return { is: 'missed', hung: answer.hung, why: `The agent at ${url} did not answer: ${answer.why}.` }
  }
  const { status } = answer
  const bad = (why: string) => ({ is: 'missed', hung: false, why, status }) as const
  if (status === 401 || status === 403) return { is: 'refused', why: sayRefusal(url, answer), status }
  if (status !== 200) return bad(sayRefusal(url, answer))
  let value: unknown
  try {
    value = JSON.parse(answer.text)
  } catch {
    return bad(`What answers at ${url} sent no JSON: is it an agent?`)
  }
  const parsed = parse(value)
  return parsed.ok
    ? { is: 'value', value: parsed.value }
    : bad(`The answer of the agent at ${url} cannot be used: ${parsed.why}.`)
}

/** Why an agent did not do what it was asked, in its own words where it has some. */
export function sayRefusal(url: string, { status, text }: { readonly status: number; readonly text: string }): string {
  const said = errorIn(text)
  if (said !== null && status !== 401) return `The agent at ${url} refused (${status}): ${said}`
  return status === 401 || status === 403
    ? `The agent at ${url} does not accept this hub's token (${status}): give both the same FAIRLEAD_AGENT_TOKEN.`
    : `The agent at ${url} answered with status ${status}; see its log.`
}

const longestSentence = 1_000

/** The sentence of an answer `{ error }`; null where there is none. */
function errorIn(text: string): string | null {
  try {
    const { error } = JSON.parse(text) as { readonly error?: unknown }
    return typeof error === 'string' && error !== '' ? error.slice(0, longestSentence) : null
  } catch {
    return null
  }
}
