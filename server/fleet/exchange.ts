/** One poll of one agent: the report and the blobs it names, checked whole before anything of it is kept. */
import type { VirtualServerHash } from '#model/ids.ts'
import type { Reading } from '#model/load.ts'
import { agentPaths, type Parsed, parseReport, parseVirtualServers, type Report } from '#model/report.ts'
import type { KernelOrder, VirtualServer } from '#model/topology.ts'
import {
  type CheckedReading,
  type CheckedTable,
  checkBlobs,
  checkKernelOrder,
  checkReading,
  checkTable,
  missingBlobs,
} from './accept.ts'
import type { Line } from './ask.ts'
import type { Outcome } from './feed.ts'

export interface Limits {
  readonly deadlineMs: number
  /** For the answers with virtual servers: a first table may be large. */
  readonly blobsDeadlineMs: number
  readonly reportBytes: number
  readonly blobsBytes: number
}

/** What is held of a node's table from the polls before. */
export interface Held {
  readonly table: CheckedTable
  readonly kernelOrder: KernelOrder | null
  /** The agent's name for the reading. */
  readonly name: string
  readonly reading: Reading
}

export interface Exchange {
  readonly line: Line
  readonly url: string
  readonly token: string
  readonly limits: Limits
  /** Virtual servers held for any node. */
  readonly blob: (hash: VirtualServerHash) => VirtualServer | undefined
  /** Why a report of this node's name must not be taken; null when it may. */
  readonly refuse: (nodeName: string) => string | null
}

export type Polled =
  | {
      readonly is: 'good'
      readonly report: Report
      /** Null when the kernel has no table or it cannot be read. */
      readonly next:
        | (CheckedReading & { readonly held: Held; readonly blobs: ReadonlyMap<VirtualServerHash, VirtualServer> })
        | null
    }
  | Exclude<Outcome, { readonly is: 'good' }>

/** Hashes asked for at once. */
const batch = 2_000

export async function exchange(with_: Exchange, held: Held | null): Promise<Polled> {
  const first = await ask(with_, held)
  return first === 'from nothing' ? lastTry(await ask(with_, null)) : first
}

const lastTry = (polled: Polled | 'from nothing'): Polled =>
  polled === 'from nothing' ? invalid('it builds on a reading that was not named') : polled

const missed = (why: string, hung = false): Polled => ({ is: 'missed', why, hung })
const invalid = (why: string): Polled => missed(`The agent's answer cannot be used: ${why}.`)

async function ask(with_: Exchange, held: Held | null): Promise<Polled | 'from nothing'> {
  const query = held ? `?${new URLSearchParams({ table: held.table.hash, since: held.name })}` : ''
  const got = await fetchJson(with_, {
    path: `${agentPaths.report}${query}`,
    parse: parseReport,
    ...reportBounds(with_),
  })
  if (got.is !== 'value') return got
  const report = got.value
  const why = with_.refuse(report.node.name)
  if (why !== null) return { is: 'refused', why }
  if (report.table.is !== 'read') return { is: 'good', report, next: null }
  const blobs = await fetchBlobs(with_, missingBlobs(report.table, with_.blob))
  if (!(blobs instanceof Map)) return blobs
  const table = checkTable(report.table, held?.table ?? null, (hash) => with_.blob(hash) ?? blobs.get(hash))
  if (!table.ok) return invalid(table.why)
  if (table.value === null) return 'from nothing'
  const order = checkKernelOrder(report.table, table.value, held)
  if (!order.ok) return invalid(order.why)
  const head = { bootId: report.node.bootId, monotonicNs: report.clock.monotonicNs }
  const reading = checkReading(report.table, head, table.value, held)
  if (!reading.ok) return invalid(reading.why)
  if (reading.value === null) return 'from nothing'
  const next: Held = {
    table: table.value,
    kernelOrder: order.value,
    name: report.reading,
    reading: reading.value.reading,
  }
  return { is: 'good', report, next: { ...reading.value, held: next, blobs } }
}

async function fetchBlobs(
  with_: Exchange,
  hashes: readonly VirtualServerHash[],
): Promise<Map<VirtualServerHash, VirtualServer> | Polled> {
  const found = new Map<VirtualServerHash, VirtualServer>()
  for (let at = 0; at < hashes.length; at += batch) {
    const asked = hashes.slice(at, at + batch)
    const { blobsDeadlineMs: deadlineMs, blobsBytes: maxBytes } = with_.limits
    const question = { path: agentPaths.virtualServers, body: { hashes: asked }, deadlineMs, maxBytes }
    const got = await fetchJson(with_, { ...question, parse: parseVirtualServers })
    if (got.is !== 'value') return got
    const checked = checkBlobs(asked, got.value.virtualServers)
    if (!checked.ok) return invalid(checked.why)
    for (const [hash, server] of checked.value) found.set(hash, server)
  }
  return found
}

const reportBounds = ({ limits }: Exchange) => ({ deadlineMs: limits.deadlineMs, maxBytes: limits.reportBytes })

interface JsonQuestion<T> {
  readonly path: string
  readonly body?: unknown
  readonly deadlineMs: number
  readonly maxBytes: number
  readonly parse: (value: unknown) => Parsed<T>
}

async function fetchJson<T>(
  with_: Exchange,
  { parse, ...question }: JsonQuestion<T>,
): Promise<{ readonly is: 'value'; readonly value: T } | Exclude<Polled, { readonly is: 'good' }>> {
  const { url, token } = with_
  const answer = await with_.line.ask({ url, token, ...question })
  if (answer.is === 'failed') {
    return { is: 'missed', hung: answer.hung, why: `The agent at ${url} did not answer: ${answer.why}.` }
  }
  if (answer.status === 401 || answer.status === 403) {
    return {
      is: 'refused',
      why: `The agent at ${url} does not accept this hub's token (${answer.status}): give both the same FAIRLEAD_AGENT_TOKEN.`,
    }
  }
  const bad = (why: string) => ({ is: 'missed', hung: false, why }) as const
  if (answer.status !== 200) return bad(`The agent at ${url} answered with status ${answer.status}; see its log.`)
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
