/**
 * Hub and browser. Both sides import this; no event name is written anywhere else. A browser says
 * hello, then what it looks at; each scope is a stream of frames of its own with one frame in
 * flight: `done` is the credit for the next. Everything that arrives is parsed.
 */
import * as v from 'valibot'
import { type Delta, deltaSchema } from './diff.ts'
import { type Role, roles } from './principal.ts'
import { parseScopes, type Scope } from './scope.ts'

/** Raised when a browser and a hub of different versions could misread each other. */
export const protocolVersion = 5

/** Path of the socket below the base path. */
export const socketPath = '/socket'

export interface Hello {
  readonly version: number
}
export interface Welcome {
  readonly is: 'welcome'
  /** Names this run of the hub: cursors of another run mean nothing. */
  readonly epoch: string
  readonly hubVersion: string
  readonly who: Who
}
/** How a hub knows who asks: `open` and `demo` do not ask; `embed` is a view within somebody's page. */
export const loginKinds = ['token', 'oidc', 'proxy', 'open', 'demo', 'embed'] as const
/** Whom the hub takes this page for. */
export interface Who {
  readonly login: (typeof loginKinds)[number]
  /** Empty where nobody said a name. */
  readonly name: string
  readonly roles: readonly Role[]
}
export interface Refusal {
  readonly is: 'refusal'
  readonly why: 'version' | 'busy' | 'malformed'
}

/** `from` 0 means "from nothing"; otherwise it must be the `to` of the frame before of this scope. */
export interface Frame {
  readonly epoch: string
  /** `makeScopeKey` of what it is about. */
  readonly scope: string
  readonly from: number
  readonly to: number
  readonly delta: Delta
}

/** A frame as it travels: a large delta as the gzip of its JSON, packed once for all browsers that need it. */
export interface WireFrame extends Omit<Frame, 'delta'> {
  readonly delta: Delta | Uint8Array
}

/** From now on frames of exactly these scopes; streams of those that stay go on. */
export interface Look {
  readonly scopes: readonly Scope[]
}
export interface Looked {
  readonly is: 'looked'
}

/** Something a person should read that is no state: the hub is going down for a moment. */
export interface Notice {
  readonly is: 'closing'
}

export interface ServerToClient {
  frame(frame: WireFrame, done: () => void): void
  notice(notice: Notice): void
}
export interface ClientToServer {
  hello(ask: Hello, reply: (answer: Welcome | Refusal) => void): void
  look(ask: Look, reply: (answer: Looked | Refusal) => void): void
}

export const makeHello = (): Hello => ({ version: protocolVersion })
export const makeWelcome = (epoch: string, hubVersion: string, who: Who): Welcome => ({
  is: 'welcome',
  epoch,
  hubVersion,
  who,
})
export const makeRefusal = (why: Refusal['why']): Refusal => ({ is: 'refusal', why })
export const makeLook = (scopes: readonly Scope[]): Look => ({ scopes })
export const makeLooked = (): Looked => ({ is: 'looked' })
export const makeFrame = (epoch: string, scope: string, from: number, to: number, delta: Delta): Frame => ({
  epoch,
  scope,
  from,
  to,
  delta,
})
export const makeNotice = (is: Notice['is']): Notice => ({ is })

const helloSchema = v.object({ version: v.number() })
const lookSchema = v.object({ scopes: v.unknown() })
const refusalSchema = v.object({ is: v.literal('refusal'), why: v.picklist(['version', 'busy', 'malformed']) })
const answerSchema = v.variant('is', [
  v.object({
    is: v.literal('welcome'),
    epoch: v.string(),
    hubVersion: v.string(),
    who: v.object({ login: v.picklist(loginKinds), name: v.string(), roles: v.array(v.picklist(roles)) }),
  }),
  refusalSchema,
])
const lookAnswerSchema = v.variant('is', [v.object({ is: v.literal('looked') }), refusalSchema])
const noticeSchema = v.object({ is: v.literal('closing') })
const frameSchema = v.object({
  epoch: v.string(),
  scope: v.string(),
  from: v.number(),
  to: v.number(),
  delta: deltaSchema,
})

const parsed = <T>(schema: v.GenericSchema, value: unknown): T | null => {
  const result = v.safeParse(schema, value)
  return result.success ? (result.output as T) : null
}

/** Null for anything that is not the message. */
export const parseHello = (value: unknown): Hello | null => parsed(helloSchema, value)
export const parseLook = (value: unknown): Look | null => {
  const look = parsed<{ readonly scopes: unknown }>(lookSchema, value)
  const scopes = look === null ? null : parseScopes(look.scopes)
  return scopes === null ? null : makeLook(scopes)
}
export const parseAnswer = (value: unknown): Welcome | Refusal | null => parsed(answerSchema, value)
export const parseLookAnswer = (value: unknown): Looked | Refusal | null => parsed(lookAnswerSchema, value)
/** Of a frame whose delta is JSON: a packed one is unpacked first. */
export const parseFrame = (value: unknown): Frame | null => parsed(frameSchema, value)
export const parseNotice = (value: unknown): Notice | null => parsed(noticeSchema, value)
