/** What an embed may show, as a portal's server asks for it, and as a token says it. */
import * as v from 'valibot'
import { type Parsed, parseWith } from '../parsed.ts'
import { type EmbedView, embedViews } from './views.ts'

export interface EmbedAsk {
  /** By the first word of their address: `services` for `/services/default/web` too. Nothing is told that these do not look at. */
  readonly views: readonly EmbedView[]
  /** Nothing of other namespaces is told; null for no limit. */
  readonly namespaces: readonly string[] | null
  /** Within so many seconds the token must be exchanged. */
  readonly seconds: number
}

export interface EmbedClaims extends Pick<EmbedAsk, 'views' | 'namespaces'> {
  /** Wall clock, milliseconds: it cannot be exchanged from then on. */
  readonly until: number
  /** Names this token: it is exchanged once. */
  readonly jti: string
}

export const embedLimits = { mostSeconds: 60, mostNamespaces: 500 }

const view = v.picklist(embedViews, `a view to embed is one of ${embedViews.join(', ')}`)
const namespace = v.pipe(v.string(), v.regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'it is no name of a namespace'))
const views = v.pipe(v.array(view), v.minLength(1, 'name one view at least'), v.maxLength(embedViews.length))
const namespaces = v.nullable(v.pipe(v.array(namespace), v.maxLength(embedLimits.mostNamespaces)))

const askSchema = v.strictObject({
  views,
  namespaces,
  seconds: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(embedLimits.mostSeconds)), 60),
})
const claimsSchema = v.strictObject({ views, namespaces, until: v.number(), jti: v.pipe(v.string(), v.length(22)) })

export const parseEmbedAsk = (body: unknown): Parsed<EmbedAsk> => parseWith(askSchema, body, 'the token')
export const parseEmbedClaims = (value: unknown): Parsed<EmbedClaims> => parseWith(claimsSchema, value)

/** What an exchange gives. */
export interface EmbedGrant extends Pick<EmbedAsk, 'views' | 'namespaces'> {
  /** 256 bits in base64url, after `fle_`. */
  readonly bearer: string
  /** For so many seconds. */
  readonly seconds: number
}

const grantSchema = v.object({ bearer: v.string(), seconds: v.number(), views, namespaces })
/** Null for anything else. */
export const parseEmbedGrant = (value: unknown): EmbedGrant | null => {
  const parsed = parseWith<EmbedGrant>(grantSchema, value)
  return parsed.ok ? parsed.value : null
}
