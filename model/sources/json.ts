/** What a program printed as JSON, against a schema of the little of it that is kept. */
import type * as v from 'valibot'
import { checkFit } from './plain.ts'
import type { Ran, SourceOutcome } from './source.ts'

/** `words` names the program in the sentence. Programs of iproute2 print nothing at all for an empty list. */
export function parseJson<Value>(
  ran: Ran,
  words: string,
  schema: v.GenericSchema<unknown, Value>,
): SourceOutcome<Value> {
  if (ran.is === 'missing') return { is: 'unsupported', why: ran.why }
  if (ran.is === 'failed') return { is: 'unreadable', why: ran.why }
  let value: unknown
  try {
    value = JSON.parse(ran.text.trim() === '' ? '[]' : ran.text)
  } catch {
    return { is: 'unreadable', why: `“${words}” printed no JSON: is it older than iproute2 4.15?` }
  }
  const fitted = checkFit(schema, value)
  if (fitted.ok) return { is: 'read', value: fitted.value }
  return { is: 'unreadable', why: `What “${words}” printed is not understood at ${fitted.where}.` }
}
