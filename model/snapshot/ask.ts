/** What somebody who shares asks for. */
import * as v from 'valibot'
import { parseMoment } from '../history/parse-moment.ts'
import { type Parsed, parseWith } from '../parsed.ts'

/** Parts that can be left out. Structure, load and inventory are always there. */
export const snapshotParts = ['flows', 'proofs'] as const
export type SnapshotPart = (typeof snapshotParts)[number]

export const usualDays = 7
/** In days. */
export const hour = 1 / 24

export interface SnapshotAsk {
  /** Path and query of the view below the base path: `/services/default/web?rate=packets`. */
  readonly address: string
  /** The moment it is of, in ISO 8601 with its zone; null for the present. */
  readonly at: string | null
  /** Null for the usual; the 24th part of a day is the least. */
  readonly expiresDays: number | null
  readonly pseudonyms: boolean
  readonly parts: readonly SnapshotPart[]
  /** Asked twice with the same key, it is made once; null for none. */
  readonly key?: string | null
}

/** A path of ours and its query: nothing that leads to another host, or out of the address bar. */
export const addressSchema = v.pipe(
  v.string(),
  v.maxLength(2_048, 'an address has 2048 characters at most'),
  v.regex(/^\/(?![/\\])[^\s\\#\p{Cc}]*$/u, 'it must be a path of this hub, such as /services/default/web'),
)

const notAMoment = 'it must be a time with its zone, such as 2025-03-14T03:05:00Z'
const isMoment = (text: string): boolean => parseMoment(text) !== null

const schema = v.strictObject({
  address: v.optional(addressSchema, '/'),
  at: v.optional(v.nullable(v.pipe(v.string(), v.check(isMoment, notAMoment))), null),
  expiresDays: v.optional(
    v.nullable(v.pipe(v.number(), v.minValue(hour, 'it must be one hour at least'), v.maxValue(3_650))),
    null,
  ),
  pseudonyms: v.optional(v.boolean(), false),
  parts: v.optional(v.pipe(v.array(v.picklist(snapshotParts)), v.maxLength(8)), [...snapshotParts]),
  key: v.optional(
    v.nullable(
      v.pipe(v.string(), v.regex(/^[\w.:-]{1,200}$/, 'it must be 1 to 200 letters, digits, dots, colons or dashes')),
    ),
    null,
  ),
})

export const parseSnapshotAsk = (body: unknown): Parsed<SnapshotAsk> => parseWith(schema, body ?? {}, 'the snapshot')
