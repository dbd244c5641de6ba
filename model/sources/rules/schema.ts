/** Rules as they travel and are held. */
import * as v from 'valibot'
import type { Family } from '../../address.ts'
import { count, text } from '../plain.ts'
import { parseRule, type Rule } from './line.ts'

/** Most rules told, of each family. */
export const mostRules = 5_000

const family = v.object({ total: count, lines: v.pipe(v.array(text), v.maxLength(mostRules)) })

export const rulesSchema = v.object({
  /** In the order they are asked: `formatRule`. */
  ipv4: family,
  ipv6: family,
})
export type Rules = v.InferOutput<typeof rulesSchema>

const known = new WeakMap<Rules[keyof Rules], readonly Rule[]>()

/** Its lines taken apart, once for each value. Null where there are none, and where not all are told: the last would be amiss. */
export function rulesOf(rules: Rules, family: Family): readonly Rule[] | null {
  const told = family === 4 ? rules.ipv4 : rules.ipv6
  if (told.lines.length === 0 || told.total > told.lines.length) return null
  const found = known.get(told) ?? told.lines.map(parseRule)
  known.set(told, found)
  return found
}
