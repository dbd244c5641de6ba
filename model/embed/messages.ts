/**
 * What a page that embeds a view and the view say to each other by postMessage: four kinds, each checked by its schema,
 * and only ever between the two of them. The embedded page asks (`ask` names the question) and takes one token for each
 * question; nothing else that a parent says changes anything.
 *
 *     embedded → parent   fairlead:ready   {ask}            a token, please
 *     parent → embedded   fairlead:token   {ask, token}
 *     embedded → parent   fairlead:height  {height}         CSS pixels
 *     embedded → parent   fairlead:state   {state, why}
 */
import * as v from 'valibot'

export const embedStates = ['waiting', 'live', 'lost', 'refused'] as const
export type EmbedState = (typeof embedStates)[number]

export type EmbedMessage =
  | { readonly type: 'fairlead:ready'; readonly ask: string }
  | { readonly type: 'fairlead:token'; readonly ask: string; readonly token: string }
  | { readonly type: 'fairlead:height'; readonly height: number }
  /** `why`: a sentence; empty where there is nothing to say. */
  | { readonly type: 'fairlead:state'; readonly state: EmbedState; readonly why: string }

const ask = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/))
const schema = v.variant('type', [
  v.strictObject({ type: v.literal('fairlead:ready'), ask }),
  v.strictObject({
    type: v.literal('fairlead:token'),
    ask,
    token: v.pipe(v.string(), v.maxLength(8_192), v.regex(/^fl1\.[\w-]+\.[\w-]{43}$/)),
  }),
  v.strictObject({
    type: v.literal('fairlead:height'),
    height: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(100_000)),
  }),
  v.strictObject({
    type: v.literal('fairlead:state'),
    state: v.picklist(embedStates),
    why: v.pipe(v.string(), v.maxLength(500)),
  }),
])

/** Null for anything that is not a message of ours, whatever it is made of. */
export function parseEmbedMessage(data: unknown): EmbedMessage | null {
  try {
    const result = v.safeParse(schema, data)
    return result.success ? result.output : null
  } catch {
    return null
  }
}
