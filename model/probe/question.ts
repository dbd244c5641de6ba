/**
 * Hub and agent about probes: `POST /v1/probes` with one target and how often, answered when all tries have
 * ended. Both sides parse what arrives.
 */
import * as v from 'valibot'
import { normaliseAddress } from '../address.ts'
import { type Parsed, parseWith } from '../parsed.ts'

export const probeLimits = {
  /** Most tries of one question. */
  tries: 20,
  /** How long one try may take, milliseconds; patient ones see the 3 s and 63 s steps of a first connect. */
  usualMs: 2_000,
  mostMs: 65_000,
  /** Read of an answer's body, which is then forgotten. */
  readBytes: 1_024,
  /** Sent at most over UDP. */
  payloadBytes: 512,
} as const

const text = v.pipe(v.string(), v.maxLength(1_000))
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const port = v.pipe(whole, v.minValue(1), v.maxValue(65_535))
const address = v.pipe(
  v.string(),
  v.maxLength(64),
  v.check((value) => normaliseAddress(value) === value, 'is no IP address in its plain form'),
)
/** Visible ASCII without spaces: nothing that could end a header line. */
const token = (longest: number) =>
  v.pipe(v.string(), v.regex(/^[\x21-\x7e]*$/, 'has characters that may not be sent'), v.maxLength(longest))

/** What is asked of the target. */
export const probeMethodSchema = v.variant('is', [
  /** Connects, and closes. */
  v.strictObject({ is: v.literal('tcp') }),
  v.strictObject({
    is: v.picklist(['http', 'https']),
    path: v.optional(v.pipe(token(500), v.startsWith('/', 'does not begin with a slash')), '/'),
    /** Host header and, with https, server name; empty for the address. Certificates are not judged. */
    host: v.optional(token(253), ''),
    /** Statuses that count as an answer; none for 200 to 399. */
    statuses: v.optional(v.pipe(v.array(v.pipe(whole, v.minValue(100), v.maxValue(599))), v.maxLength(20)), []),
  }),
  /** A query for an A record. */
  v.strictObject({ is: v.literal('dns'), name: v.pipe(token(253), v.regex(/^[A-Za-z0-9._-]+$/, 'is no name')) }),
  /** Any datagram back is an answer. */
  v.strictObject({
    is: v.literal('udp'),
    payload: v.optional(v.pipe(v.string(), v.base64('is no base64'), v.maxLength(700)), ''),
  }),
])
export type ProbeMethod = v.InferOutput<typeof probeMethodSchema>

const questionSchema = v.strictObject({
  address,
  port,
  method: probeMethodSchema,
  tries: v.optional(v.pipe(whole, v.minValue(1), v.maxValue(probeLimits.tries)), 1),
  timeoutMs: v.optional(v.pipe(whole, v.minValue(50), v.maxValue(probeLimits.mostMs)), probeLimits.usualMs),
  /** Local port of the only try; null for any. */
  sourcePort: v.optional(v.nullable(v.pipe(port, v.minValue(1_024))), null),
})
/** All that may be left out filled in. */
export type ProbeQuestion = v.InferOutput<typeof questionSchema>
export type ProbeAsk = v.InferInput<typeof questionSchema>

/**
 * How a try ended. `refused`: a reset or ICMP port unreachable to the first packet · `unreachable`: another ICMP
 * error, or no route · `timeout`: silence · `reset`: closed by a reset after it was connected · `closed`: ended without an
 * answer · `wrong-status`: an answer, but another than asked for · `failed`: this node could not even ask.
 */
export const probeOutcomes = [
  'answered',
  'refused',
  'unreachable',
  'timeout',
  'reset',
  'closed',
  'wrong-status',
  'failed',
] as const
export type ProbeOutcome = (typeof probeOutcomes)[number]

const end = v.object({ address: text, port: v.pipe(whole, v.maxValue(65_535)) })
const trySchema = v.object({
  outcome: v.picklist(probeOutcomes),
  /** The system's word where it failed, `EHOSTUNREACH`; null otherwise. */
  error: v.nullable(text),
  /** HTTP status, or DNS response code; null for none. */
  status: v.nullable(whole),
  /** Milliseconds with three decimals, of the node's monotonic clock; null where it did not come so far. Of UDP the first is null. */
  connectMs: v.nullable(v.pipe(v.number(), v.minValue(0))),
  /** From the first packet sent to the first byte of the answer. */
  firstByteMs: v.nullable(v.pipe(v.number(), v.minValue(0))),
  /** The local end as the socket has it; null where it never had one. */
  local: v.nullable(end),
  /** The node's wall clock when it began, milliseconds. */
  startedAtMs: v.number(),
  /** The real server the kernel chose, by its connection table; null where it has no entry. */
  chosen: v.nullable(end),
  /** The kernel's word for that connection; null where there is none. */
  state: v.nullable(text),
  /** The local end as the real server sees it, by conntrack; null where that does not tell. */
  source: v.nullable(end),
})
export type ProbeTry = v.InferOutput<typeof trySchema>

const answerSchema = v.object({
  tries: v.pipe(v.array(trySchema), v.maxLength(probeLimits.tries)),
  /** Why chosen real servers are not known; null when the table was read. */
  withoutConnections: v.nullable(text),
  /** Why sources after translation are not known; null when conntrack was read. */
  withoutConntrack: v.nullable(text),
})
export type ProbeAnswer = v.InferOutput<typeof answerSchema>

/** What a hub asked, or one sentence on the first thing wrong with it. */
export const parseProbeQuestion = (value: unknown): Parsed<ProbeQuestion> => parseWith(questionSchema, value)
/** What an agent answered. */
export const parseProbeAnswer = (value: unknown): Parsed<ProbeAnswer> => parseWith(answerSchema, value)
