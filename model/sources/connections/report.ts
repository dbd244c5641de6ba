/**
 * Hub and agent about connections: `POST /v1/connections` with a question, answered from one reading of the
 * kernel for everybody who asks in the same second. Both sides parse what arrives.
 */
import * as v from 'valibot'
import { normaliseAddress } from '../../address.ts'
import { type Parsed, parseWith } from '../../parsed.ts'

export const connectionLimits = {
  /** Most virtual servers a question may name. */
  virtual: 1_024,
  /** Most connections, and most templates, in an answer. */
  shown: 500,
  usuallyShown: 200,
  /** Most combinations of virtual server, real server and state that are counted. */
  counts: 20_000,
}

const shortText = v.pipe(v.string(), v.maxLength(1_000))
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const port = v.pipe(whole, v.maxValue(65_535))
const protocol = v.picklist(['TCP', 'UDP', 'SCTP'])
const counter = v.pipe(v.string(), v.regex(/^(0|[1-9]\d{0,19})$/, 'is no unsigned decimal number'))
const address = v.pipe(
  shortText,
  v.check((text) => normaliseAddress(text) !== null, 'is no IP address'),
)

// Strict: a filter this agent does not know must not pass as “any”.
const questionSchema = v.strictObject({
  /** Connections to any of these; absent for all. */
  virtual: v.optional(
    v.pipe(v.array(v.object({ protocol, address, port })), v.maxLength(connectionLimits.virtual, 'are too many')),
  ),
  /** Address of the real server. */
  real: v.optional(address),
  /** Address of the client as it reached IPVS. */
  client: v.optional(address),
  /** The kernel's word. */
  state: v.optional(v.pipe(v.string(), v.regex(/^[A-Z_0-9]{1,20}$/, 'is no state'))),
  protocol: v.optional(protocol),
  limit: v.optional(v.pipe(whole, v.maxValue(connectionLimits.shown)), connectionLimits.usuallyShown),
  /** Whether persistence templates are listed; they are counted in any case. */
  templates: v.optional(v.boolean(), false),
  /** Whether the whole table is counted by virtual server, real server and state. */
  counts: v.optional(v.boolean(), false),
})

/** What the hub wants to know. All that is given must fit. */
export type ConnectionsQuestion = v.InferOutput<typeof questionSchema>

const end = v.object({ address: shortText, port })
const passed = v.nullable(v.object({ out: whole, back: whole }))
const connection = v.object({
  protocol,
  client: end,
  virtual: end,
  real: end,
  source: v.nullable(end),
  state: shortText,
  expiresSeconds: whole,
  packets: passed,
  bytes: passed,
})
const template = v.object({
  match: v.variant('protocol', [
    v.object({ protocol, address: shortText, port: v.nullable(port) }),
    v.object({ protocol: v.literal('FWM'), mark: v.pipe(whole, v.maxValue(0xffff_ffff)) }),
  ]),
  client: shortText,
  real: v.object({ address: shortText, port: v.nullable(port) }),
  state: shortText,
  expiresSeconds: whole,
  isInvalidated: v.boolean(),
  engine: v.nullable(v.object({ name: shortText, data: shortText })),
})
const count = v.object({
  /** `TCP 10.96.0.100:80` */
  virtual: shortText,
  /** `10.244.1.13:8080` */
  real: shortText,
  state: shortText,
  connections: whole,
})

const answerSchema = v.variant('is', [
  v.object({
    is: v.literal('read'),
    clock: v.object({ monotonicNs: counter, wallMs: v.number() }),
    /** The whole table, whatever was asked; near where it moves (`scan.ts`). */
    total: v.object({
      connections: whole,
      templates: whole,
      /** Of the templates, those that steer no more. */
      invalidated: whole,
      /** Connections of protocols without ports (AH, ESP): counted above, never listed. */
      portless: whole,
      notUnderstood: whole,
    }),
    /** Why what is said is of a part of the table only; null when it is of all. */
    cut: v.nullable(shortText),
    /** Connections that fit, and those of them that idled least, these first. */
    fitting: whole,
    connections: v.pipe(v.array(connection), v.maxLength(connectionLimits.shown)),
    /** Null when not asked for. */
    templates: v.nullable(
      v.object({ fitting: whole, shown: v.pipe(v.array(template), v.maxLength(connectionLimits.shown)) }),
    ),
    /** Null when not asked for. `left`: connections that are in no count, since those were too many. */
    counts: v.nullable(v.object({ counts: v.pipe(v.array(count), v.maxLength(connectionLimits.counts)), left: whole })),
    conntrack: v.variant('is', [
      /** Looked through for the connections listed: `found` of them have an entry. `cut`: why more may have one. */
      v.object({ is: v.literal('read'), found: whole, cut: v.nullable(shortText) }),
      v.object({ is: v.literal('unreadable'), why: shortText }),
    ]),
  }),
  /** The kernel has no such table. */
  v.object({ is: v.literal('absent'), why: shortText }),
  v.object({ is: v.literal('unreadable'), why: shortText }),
])

export type ConnectionsAnswer = v.InferOutput<typeof answerSchema>
export type ConnectionsRead = Extract<ConnectionsAnswer, { is: 'read' }>
export type ConnectionCount = v.InferOutput<typeof count>

/** What a hub asked, or one sentence on the first thing wrong with it. */
export const parseConnectionsQuestion = (value: unknown): Parsed<ConnectionsQuestion> =>
  parseWith(questionSchema, value)
/** What an agent answered, or one sentence on the first thing wrong with it. */
export const parseConnectionsAnswer = (value: unknown): Parsed<ConnectionsAnswer> => parseWith(answerSchema, value)
