/**
 * Agent and hub. The hub asks `GET /v1/report?table=HASH&since=READING&facts=DIGEST`, saying what it has; the
 * agent answers with what it lacks. Virtual servers and facts travel by hash, their bodies are asked for
 * once for the whole fleet. Long lists are flat arrays of numbers and texts of hashes one after the
 * other: checking them must cost less than reading the kernel did.
 */
import * as v from 'valibot'
import type { FactHash } from './ids.ts'
import { type Parsed, parseWith } from './parsed.ts'
import { type FactValue, sources } from './sources/index.ts'
import type { VirtualServer } from './topology.ts'

export const reportVersion = 2
export const agentPaths = {
  report: '/v1/report',
  virtualServers: '/v1/virtual-servers',
  facts: '/v1/facts',
  statistics: '/v1/statistics',
  connections: '/v1/connections',
  probes: '/v1/probes',
  captures: '/v1/captures',
  endCapture: '/v1/captures/end',
  health: '/healthz',
} as const

/** Most virtual servers and rows a report may have; above, the hub refuses it whole. */
export const limits = {
  virtualServers: 200_000,
  rows: 2_000_000,
  text: 1_000,
  samples: 5,
  addresses: 20_000,
}

const shortText = v.pipe(v.string(), v.maxLength(limits.text))
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, 'is no hash of 32 hex digits'))
/** An unsigned 64-bit number in decimal. */
const counter = v.pipe(v.string(), v.regex(/^(0|[1-9]\d{0,19})$/, 'is no unsigned decimal number'))
const port = v.pipe(whole, v.maxValue(65_535))

/** Digits of one hash in a text of many. */
export const hashDigits = 32
/** Hashes one after the other, without anything between them. */
const hashes = v.pipe(
  v.string(),
  v.check(
    (text) =>
      text.length % hashDigits === 0 && text.length <= limits.virtualServers * hashDigits && !/[^0-9a-f]/.test(text),
    'is no list of hashes',
  ),
)
/** The hashes of such a text. */
export function splitHashes(text: string): string[] {
  const found: string[] = []
  for (let at = 0; at < text.length; at += hashDigits) found.push(text.slice(at, at + hashDigits))
  return found
}

/** Unsigned safe integers, `width` to an entry; the first of each is a row or position, ascending. */
const columns = (width: number, most: number) =>
  v.custom<number[]>(
    (value) => isColumns(value, width, most),
    `is no list of ${width} whole numbers an entry, in order`,
  )

function isColumns(value: unknown, width: number, most: number): boolean {
  if (!Array.isArray(value) || value.length % width !== 0 || value.length > most * width) return false
  let before = -1
  for (let at = 0; at < value.length; at++) {
    const number: unknown = value[at]
    if (!Number.isSafeInteger(number) || (number as number) < 0) return false
    if (at % width !== 0) continue
    if ((number as number) <= before) return false
    before = number as number
  }
  return true
}

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
  /** From the table the hub named: positions in it that go, ascending, and hashes that come. */
  v.object({ is: v.literal('changed'), removed: columns(1, limits.virtualServers), added: hashes }),
  v.object({ is: v.literal('whole'), entries: hashes }),
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
      /**
       * The reading this is a difference to, carried over to the present table by the names of its
       * rows (`align.ts`). Null: none; rows not named are zero, and no increments are known.
       */
      since: v.nullable(shortText),
      /** Row, active, inactive: of rows where one of the two differs; a row that is new was zero. */
      counts: columns(3, limits.rows),
      /** Row, then what the five totals grew by, in `counterNames` order; a row not named stood still. Null without `since` or without totals. */
      increments: v.nullable(columns(6, limits.rows)),
      /** Rows whose growth is not known: new, or a total fell. */
      unknown: columns(1, limits.rows),
    }),
    /** Why there are no totals; null when there are. */
    withoutCounters: v.nullable(shortText),
    totals: v.nullable(totals),
    rejected: v.object({ rows: whole, samples: v.pipe(v.array(shortText), v.maxLength(limits.samples)) }),
  }),
  v.object({ is: v.literal('absent'), why: shortText }),
  v.object({ is: v.literal('unreadable'), why: shortText }),
])

const factReport = v.variant('is', [
  v.object({ is: v.literal('read'), hash }),
  v.object({ is: v.literal('unsupported'), why: shortText }),
  v.object({ is: v.literal('unreadable'), why: shortText }),
])
const factReports = v.object(
  Object.fromEntries(sources.map(({ name }) => [name, v.optional(factReport)])) as Record<
    (typeof sources)[number]['name'],
    v.OptionalSchema<typeof factReport, undefined>
  >,
)

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
  conntrack: v.nullable(v.object({ count: whole, limit: whole })),
  facts: v.object({
    /** Names all that follows, for `facts` of the next request. */
    digest: shortText,
    /** Absent when the hub named this digest. */
    now: v.optional(
      v.object({
        addresses: v.pipe(
          v.array(v.object({ device: shortText, address: shortText, prefix: v.pipe(whole, v.maxValue(128)) })),
          v.maxLength(limits.addresses),
        ),
        sources: factReports,
      }),
    ),
  }),
})

export type Report = v.InferOutput<typeof reportSchema>
export type TableReport = Extract<Report['table'], { is: 'read' }>

const virtualServersSchema = v.object({ virtualServers: v.array(virtualServerSchema) })
const hashesRequestSchema = v.object({ hashes })

/** Bodies of facts, each with the hash it was asked for by. */
const factsSchema = v.object({
  facts: v.array(
    v.variant(
      'source',
      sources.map(({ name, schema }) =>
        v.object({ hash, source: v.literal(name), value: schema as v.GenericSchema }),
      ) as unknown as [
        v.ObjectSchema<
          { hash: typeof hash; source: v.LiteralSchema<string, undefined>; value: v.GenericSchema },
          undefined
        >,
      ],
    ),
  ),
})

/**
 * The exact totals and the kernel's own rates of everything in one table, read for whoever asks: not
 * polled. Decimal texts, since they are 64-bit: the five totals in `counterNames` order, then the
 * five rates a second where the kernel tells them.
 */
const statistic = v.pipe(
  v.array(counter),
  v.check(
    (values) => values.length === 5 || values.length === 10,
    'is neither five totals nor five totals and five rates',
  ),
)
const statisticsSchema = v.variant('is', [
  v.object({
    is: v.literal('read'),
    /** Hash of the table the lists below follow. */
    table: hash,
    /** By virtual server: what it counted itself, real servers that are gone included. */
    servers: v.array(statistic),
    /** By row. */
    rows: v.array(statistic),
  }),
  v.object({ is: v.literal('unreadable'), why: shortText }),
])

export type Statistics = v.InferOutput<typeof statisticsSchema>

const parse = <T>(schema: v.GenericSchema, value: unknown): Parsed<T> => parseWith(schema, value, 'the answer')

/** What an agent sent, or one sentence on the first thing wrong with it. */
export const parseReport = (value: unknown): Parsed<Report> => parse(reportSchema, value)
export const parseVirtualServers = (value: unknown): Parsed<{ virtualServers: VirtualServer[] }> =>
  parse(virtualServersSchema, value)
export const parseFacts = (value: unknown): Parsed<{ facts: (FactValue & { readonly hash: FactHash })[] }> =>
  parse(factsSchema, value)
export const parseStatistics = (value: unknown): Parsed<Statistics> => parse(statisticsSchema, value)
/** The body of a question for virtual servers or facts: hashes one after the other. */
export const parseHashesRequest = (value: unknown): Parsed<{ hashes: string }> => parse(hashesRequestSchema, value)
