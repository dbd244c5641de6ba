/** What arrived, checked: the value, or one sentence on the first thing wrong with it. */
import * as v from 'valibot'

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string }

/** `whole` names the value itself where nothing inside of it is to blame. */
export function parseWith<T>(schema: v.GenericSchema, value: unknown, whole = 'the whole'): Parsed<T> {
  const result = v.safeParse(schema, value, { abortEarly: true })
  if (result.success) return { ok: true, value: result.output as T }
  const issue = result.issues[0]
  return { ok: false, why: `${v.getDotPath(issue) ?? whole}: ${issue.message}` }
}
