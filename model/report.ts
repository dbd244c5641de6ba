/**
 * Agent and hub. The hub asks `GET /v1/report?table=HASH&since=READING`, saying what it has; the
 * agent answers with what it lacks. Virtual servers travel by hash, their bodies are asked for with
 * `POST /v1/virtual-servers`. Counters are decimal strings: they are 64-bit.
 */
import * as v from 'valibot'
import type { VirtualServer } from './topology.ts'

export const reportVersion = 1
export const agentPaths = { report: '/v1/report', virtualServers: '/v1/virtual-servers', health: '/healthz' } as const

/** Most virtual servers and rows a report may have; above, the hub refuses it whole. */
export const limits = {
  virtualServers: 200_000,
  rows: 2_000_000,
  text: 1_000,
  samples: 5,
  addresses: 20_000,
  routes: 20_000,
}

const shortText = v.pipe(v.string(), v.maxLength(limits.text))
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, 'is no hash of 32 hex digits'))
/** An unsigned 64-bit number in decimal. */
const counter = v.pipe(v.string(), v.regex(/^(0|[1-9]\d{0,19})$/, 'is no unsigned decimal number'))
const port = v.pipe(whole, v.maxValue(65_535))

const match = v.variant('protocol', [
  v.object({ protocol: v.picklist(['TCP', 'UDP', 'SCTP']), address: shortText, port }),
  v.object({ protocol: v.literal('FWM'), mark: v.pipe(whole, v.maxValue(0xffff_ffff)) }),
])
export const virtualServerSchema = v.object({
  match,
  scheduler: shortText,
  schedulerFlags: v.nullable(v.pipe(v.array(shortText), v.maxLength(8))),
  onePacket: v.boolean(),
  persistence: v.nullable(
    v.object({ timeoutSeconds: v.nullable(v.pipe(v.number(), v.minValue(0))), prefix: v.pipe(whole, v.maxValue(128)) }),
  ),
  realServers: v.pipe(
    v.array(
      v.object({
        address: shortText,
        port,
        forward: v.picklist(['Masq', 'Local', 'Tunnel', 'Route', 'Bypass']),
        weight: v.pipe(v.number(), v.safeInteger()),
      }),
    ),
    v.maxLength(limits.rows),
  ),
})

const totals = v.object({
  connections: counter,
  inPackets: counter,
  outPackets: counter,
  inBytes: counter,
  outBytes: counter,
})

const change = v.variant('is', [
  v.object({ is: v.literal('unchanged') }),
  /** From the table the hub named. */
  v.object({ is: v.literal('changed'), removed: v.array(hash), added: v.array(hash) }),
  v.object({ is: v.literal('whole'), entries: v.pipe(v.array(hash), v.maxLength(limits.virtualServers)) }),
])

const table = v.variant('is', [
  v.object({
    is: v.literal('read'),
    source: v.literal('ipvs'),
    version: shortText,
    size: whole,
    showsSchedulerFlags: v.boolean(),
    hash,
    change,
    /** The order the kernel lists the table in; null where it cannot matter. Absent when unchanged. */
    kernelOrder: v.optional(v.nullable(v.object({ servers: v.array(whole), rows: v.array(whole) }))),
    rows: v.pipe(whole, v.maxValue(limits.rows)),
    load: v.object({
      /** The reading these rows are a difference to; null: rows not named are zero. */
      since: v.nullable(shortText),
      /** Row, active, inactive. */
      rows: v.array(v.tuple([whole, whole, whole])),
      /** Row, then the five totals in `counterNames` order; null where totals cannot be read. */
      counters: v.nullable(v.array(v.tuple([whole, counter, counter, counter, counter, counter]))),
    }),
    /** Why there are no counters; null when there are. */
    withoutCounters: v.nullable(shortText),
    totals: v.nullable(totals),
    rejected: v.object({ rows: whole, samples: v.pipe(v.array(shortText), v.maxLength(limits.samples)) }),
  }),
  v.object({ is: v.literal('absent'), why: shortText }),
  v.object({ is: v.literal('unreadable'), why: shortText }),
])

export const reportSchema = v.object({
  version: v.literal(reportVersion, `is of another version; this hub reads version ${reportVersion}`),
  agentVersion: shortText,
  node: v.object({
    name: shortText,
    bootId: shortText,
    machineId: shortText,
    kernel: shortText,
    hz: v.nullable(v.pipe(whole, v.minValue(1), v.maxValue(10_000))),
  }),
  clock: v.object({ monotonicNs: counter, wallMs: v.number() }),
  /** Names this reading, for `since` of the next request. */
  reading: shortText,
  table,
  network: v.object({
    addresses: v.pipe(
      v.array(v.object({ device: shortText, address: shortText, prefix: v.pipe(whole, v.maxValue(128)) })),
      v.maxLength(limits.addresses),
    ),
    routes: v.pipe(v.array(v.object({ to: shortText, via: shortText, device: shortText })), v.maxLength(limits.routes)),
  }),
})

export type Report = v.InferOutput<typeof reportSchema>
export type TableReport = Extract<Report['table'], { is: 'read' }>

const virtualServersSchema = v.object({ virtualServers: v.array(virtualServerSchema) })
const virtualServersRequestSchema = v.object({ hashes: v.pipe(v.array(hash), v.maxLength(limits.virtualServers)) })

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string }

function parse<T>(schema: v.GenericSchema, value: unknown): Parsed<T> {
  const result = v.safeParse(schema, value, { abortEarly: true })
  if (result.success) return { ok: true, value: result.output as T }
  const issue = result.issues[0]
  return { ok: false, why: `${v.getDotPath(issue) ?? 'the answer'}: ${issue.message}` }
}

/** What an agent sent, or one sentence on the first thing wrong with it. */
export const parseReport = (value: unknown): Parsed<Report> => parse(reportSchema, value)
export const parseVirtualServers = (value: unknown): Parsed<{ virtualServers: VirtualServer[] }> =>
  parse(virtualServersSchema, value)
export const parseVirtualServersRequest = (value: unknown): Parsed<{ hashes: string[] }> =>
  parse(virtualServersRequestSchema, value)
