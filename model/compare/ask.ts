/** Which two states somebody wants compared, as it is asked for and checked. */
import * as v from 'valibot'
import { parseMoment } from '../history/parse-moment.ts'
import { type Parsed, parseWith } from '../parsed.ts'

export type SideAsk =
  | { readonly is: 'live' }
  /** A quarter of an hour before now, or the oldest that is remembered. */
  | { readonly is: 'earlier' }
  /** The hub's wall clock, milliseconds; the state then, or the newest before. */
  | { readonly is: 'moment'; readonly at: number }
  | { readonly is: 'snapshot'; readonly id: string; readonly token: string }

export interface CompareAsk {
  readonly a: SideAsk
  readonly b: SideAsk
}

const notATime = 'it must be `live` or a time, such as 2025-03-14T03:05:00Z'

/** `live`, or a time in ISO 8601 with its zone; null for anything else. */
export function parseSide(text: string): SideAsk | null {
  if (text === 'live') return { is: 'live' }
  const at = parseMoment(text)
  return at === null ? null : { is: 'moment', at }
}

const side = v.union(
  [
    v.pipe(
      v.strictObject({ live: v.literal(true) }),
      v.transform((): SideAsk => ({ is: 'live' })),
    ),
    v.pipe(
      v.strictObject({ earlier: v.literal(true) }),
      v.transform((): SideAsk => ({ is: 'earlier' })),
    ),
    v.pipe(
      v.strictObject({ at: v.string() }),
      v.transform(({ at }) => parseSide(at)),
      v.check((parsed) => parsed?.is === 'moment', notATime),
    ),
    v.pipe(
      v.strictObject({
        snapshot: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/, 'a snapshot is named by its id')),
        token: v.pipe(v.string(), v.regex(/^[\w-]{43}$/, 'a token has 43 characters')),
      }),
      v.transform(({ snapshot, token }): SideAsk => ({ is: 'snapshot', id: snapshot, token })),
    ),
  ],
  'it must be `{"live": true}`, `{"earlier": true}`, `{"at": TIME}` or `{"snapshot": ID, "token": TOKEN}`',
)

const schema = v.strictObject({ a: side, b: side })

export const parseCompareAsk = (body: unknown): Parsed<CompareAsk> => parseWith(schema, body, 'the comparison')

/** The other way: what a program sends. */
export function formatSide(ask: SideAsk): object {
  switch (ask.is) {
    case 'live':
      return { live: true }
    case 'earlier':
      return { earlier: true }
    case 'moment':
      return { at: new Date(ask.at).toISOString() }
    case 'snapshot':
      return { snapshot: ask.id, token: ask.token }
  }
}
