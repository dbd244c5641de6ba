/** Pieces of the schemas sources write: whatever an agent sends is bounded. */
import * as v from 'valibot'

export const mostText = 300
export const text = v.pipe(v.string(), v.maxLength(mostText))
export const number = v.pipe(v.number(), v.safeInteger())
export const count = v.pipe(number, v.minValue(0))

/** The first so many of a list, and how many there are. */
export const bound = <Entry>(all: readonly Entry[], most: number): { total: number; entries: Entry[] } => ({
  total: all.length,
  entries: all.slice(0, most),
})

/** The value as its schema has it, or where and why it does not fit: `0.mtu: Invalid type`. */
export function checkFit<Value>(
  schema: v.GenericSchema<unknown, Value>,
  value: unknown,
): { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly where: string } {
  const parsed = v.safeParse(schema, value, { abortEarly: true })
  if (parsed.success) return { ok: true, value: parsed.output }
  const [issue] = parsed.issues
  return { ok: false, where: `${v.getDotPath(issue) ?? 'its top'}: ${issue.message}` }
}
