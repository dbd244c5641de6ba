/**
 * Hub and agent about captures: `POST /v1/captures` with a question; the answer is lines of JSON for as long as the
 * capture runs. `POST /v1/captures/end` with its name ends it, and its last line follows; closing the connection ends
 * it too, and nothing more is heard. Both sides parse what arrives.
 */
import * as v from 'valibot'
import { normaliseAddress } from '../address.ts'
import { type Parsed, parseWith } from '../parsed.ts'

/** The agent holds every capture to these, whatever is asked. */
export const captureLimits = {
  usual: { seconds: 10, packets: 1_000, bytes: 1 << 20 },
  most: { seconds: 60, packets: 10_000, bytes: 16 << 20 },
  /** Most ends and peers a filter may name. */
  ends: 64,
  peers: 64,
  devices: 32,
} as const

const text = v.pipe(v.string(), v.maxLength(1_000))
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const most = (limit: number) => v.pipe(whole, v.minValue(1), v.maxValue(limit, `is more than ${limit}`))
const address = v.pipe(
  v.string(),
  v.maxLength(64),
  v.check((value) => normaliseAddress(value) !== null, 'is no IP address'),
  v.transform((value) => normaliseAddress(value)!),
)
const port = v.pipe(whole, v.maxValue(65_535))
const protocol = v.picklist(['TCP', 'UDP', 'SCTP'])

/** Which packets: never words of a filter language, these are put together by the agent. */
const filter = v.strictObject({
  /** To or from any of these; a null port is any port. */
  ends: v.pipe(
    v.array(v.strictObject({ protocol, address, port: v.nullable(port) })),
    v.minLength(1, 'names nothing'),
    v.maxLength(captureLimits.ends, 'are too many'),
  ),
  /** And with one of these addresses on the other side; none for any. */
  peers: v.optional(v.pipe(v.array(address), v.maxLength(captureLimits.peers, 'are too many')), []),
  /** Tunnels that are looked into for such packets. */
  tunnels: v.optional(
    v.pipe(
      v.array(
        v.variant('is', [v.strictObject({ is: v.literal('ipip') }), v.strictObject({ is: v.literal('vxlan'), port })]),
      ),
      v.maxLength(4, 'are too many'),
    ),
    [],
  ),
  /** ICMP errors too, whatever they are about: the packet they quote is beyond a filter's reach. */
  errors: v.optional(v.boolean(), false),
})
export type CaptureFilter = v.InferOutput<typeof filter>

// Strict: a limit this agent does not know must not pass as none.
const questionSchema = v.strictObject({
  filter,
  /** Names of devices whose packets are kept; none for every device but loopback. */
  devices: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(15))), v.maxLength(captureLimits.devices)), []),
  seconds: v.optional(most(captureLimits.most.seconds), captureLimits.usual.seconds),
  packets: v.optional(most(captureLimits.most.packets), captureLimits.usual.packets),
  bytes: v.optional(most(captureLimits.most.bytes), captureLimits.usual.bytes),
})
/** All limits filled in. */
export type CaptureQuestion = v.InferOutput<typeof questionSchema>
export type CaptureAsk = v.InferInput<typeof questionSchema>

/** Why a capture ended: somebody said so, or the ceiling that was reached first. */
export const captureEnds = ['asked', 'seconds', 'packets', 'bytes', 'failed'] as const
export type CaptureEnd = (typeof captureEnds)[number]

const lineSchema = v.variant('is', [
  /** tcpdump listens: what passes from now on is seen. */
  v.object({
    is: v.literal('started'),
    /** Its name, by which it can be ended; empty from agents that cannot. */
    name: v.optional(v.pipe(v.string(), v.maxLength(64)), ''),
    /** As in pcap files: 276 for cooked captures with device numbers. */
    linkType: whole,
    /** Kernel's number and name of each device there is. */
    devices: v.pipe(v.array(v.tuple([whole, text])), v.maxLength(4_096)),
  }),
  v.object({
    is: v.literal('packets'),
    /** Microseconds since 1970, length on the device, what was kept of it in base64. */
    packets: v.pipe(
      v.array(v.tuple([whole, whole, v.pipe(v.string(), v.maxLength(1_024))])),
      v.maxLength(captureLimits.most.packets),
    ),
  }),
  v.object({
    is: v.literal('ended'),
    why: v.picklist(captureEnds),
    /** One sentence where it failed; null otherwise. */
    sentence: v.nullable(text),
    /** Packets the kernel had for us and could not hand over; null where it does not tell. */
    dropped: v.nullable(whole),
  }),
])
export type CaptureLine = v.InferOutput<typeof lineSchema>

/** What a hub asked, or one sentence on the first thing wrong with it. */
export const parseCaptureQuestion = (value: unknown): Parsed<CaptureQuestion> => parseWith(questionSchema, value)
/** Which capture is to end. */
export const parseCaptureEnd = (value: unknown): Parsed<{ readonly name: string }> =>
  parseWith(v.strictObject({ name: v.pipe(v.string(), v.minLength(1, 'is empty'), v.maxLength(64)) }), value)
/** One line of an agent's answer. */
export const parseCaptureLine = (value: unknown): Parsed<CaptureLine> => parseWith(lineSchema, value)
