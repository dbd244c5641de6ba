/**
 * What may be begun through the hub, as it is asked for and checked; what is null is chosen by the hub. Ports and nodes are
 * names that may name nothing: whoever gets them looks them up, and no address of a target is ever taken.
 */
import * as v from 'valibot'
import { normaliseAddress } from './address.ts'
import { captureLimits } from './capture/question.ts'
import { makeNodeName, makePodId } from './ids.ts'
import { type Parsed, parseWith } from './parsed.ts'
import { probeMethodSchema } from './probe/question.ts'
import type { Role } from './tie.ts'
import type { WalkSource } from './walk/walk.ts'

/** The longest is `NAMESPACE/NAME:PORT/PROTOCOL` of a Service: twice 63 characters and 12. */
const name = v.pipe(v.string(), v.minLength(1, 'is empty'), v.maxLength(400, 'is too long'))
const names = (most: number) => v.pipe(v.array(name), v.maxLength(most, `are more than ${most}`))
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
const orNull = <Schema extends v.GenericSchema>(schema: Schema) => v.optional(v.nullable(schema), null)

const roles: readonly Role[] = ['cluster-ip', 'external-ip', 'load-balancer', 'node-port']
const role = orNull(v.picklist(roles))
const method = orNull(probeMethodSchema)
const nodes = orNull(names(5_000))

const access = {
  /** `NAMESPACE/NAME:PORT/PROTOCOL`. */
  ports: names(200),
  /** Null for every node. */
  nodes,
  role,
  /** Null for the usual one of each port. */
  method,
  tries: orNull(whole),
  /** Of each try, milliseconds. */
  timeoutMs: orNull(whole),
}
const accessTest = v.strictObject(access)
const accessSchedule = v.strictObject({ ...access, everySeconds: whole })

const most = (limit: number) => orNull(v.pipe(whole, v.maxValue(limit, `is more than ${limit}`)))
const capture = v.strictObject({
  port: name,
  nodes,
  seconds: most(captureLimits.most.seconds),
  packets: most(captureLimits.most.packets),
  bytes: most(captureLimits.most.bytes),
})

const is = <Name extends string>(kind: Name) => v.optional(v.literal(kind))
const address = v.pipe(
  name,
  v.check((text) => normaliseAddress(text) !== null, 'is no IP address'),
  v.transform((text) => normaliseAddress(text)!),
)
/** As walks tell it back, and shorter: `{ node }`, `{ pod }`, or `{ client }` for an address outside of the cluster. */
const source = v.pipe(
  v.union(
    [
      v.strictObject({ is: is('node'), node: name }),
      v.strictObject({ is: is('pod'), pod: v.pipe(name, v.regex(/^[^/]+\/[^/]+$/)) }),
      v.strictObject({ is: is('client'), client: address }),
      v.strictObject({ is: is('client'), address }),
    ],
    'must be one of {"node": NAME}, {"pod": "NAMESPACE/NAME"} and {"client": ADDRESS}',
  ),
  v.transform((given): WalkSource => {
    if ('node' in given) return { is: 'node', node: makeNodeName(given.node) }
    if ('client' in given) return { is: 'client', address: given.client }
    if ('address' in given) return { is: 'client', address: given.address }
    const [namespace = '', pod = ''] = given.pod.split('/')
    return { is: 'pod', pod: makePodId(namespace, pod) }
  }),
)
const walk = v.strictObject({
  source,
  port: name,
  role,
  /** Of a node port the node whose address is asked; null for the source's own. */
  node: orNull(v.pipe(name, v.transform(makeNodeName))),
  /** Of the address; null for IPv4 where the port has both. */
  family: orNull(v.picklist([4, 6])),
  method,
  /** Null for `probe` of a node and `live` of all others. */
  how: orNull(v.picklist(['probe', 'live'])),
  seconds: most(captureLimits.most.seconds),
})
const keep = v.strictObject({ keep: v.boolean() })

export type AccessAsk = v.InferOutput<typeof accessTest>
export type PortCaptureAsk = v.InferOutput<typeof capture>
export type WalkAsk = v.InferOutput<typeof walk>

export const parseAccessTest = (value: unknown): Parsed<AccessAsk> => parseWith(accessTest, value)
export const parseAccessSchedule = (value: unknown): Parsed<v.InferOutput<typeof accessSchedule>> =>
  parseWith(accessSchedule, value)
export const parseCapture = (value: unknown): Parsed<PortCaptureAsk> => parseWith(capture, value)
export const parseWalk = (value: unknown): Parsed<WalkAsk> => parseWith(walk, value)
export const parseKeep = (value: unknown): Parsed<v.InferOutput<typeof keep>> => parseWith(keep, value)
