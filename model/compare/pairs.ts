import { compareNames } from '../compare-names.ts'
import { equal } from '../equal.ts'
import type { PartChange } from './comparison.ts'
import { presenceOf } from './presence.ts'

/** What is in one of two maps only, or not alike in both; by key. */
export function comparePairs<Value>(
  before: ReadonlyMap<string, Value>,
  after: ReadonlyMap<string, Value>,
): PartChange<Value>[] {
  if (before === after) return []
  const found: PartChange<Value>[] = []
  for (const [key, left] of before) {
    const right = after.get(key)
    if (left === right || (right !== undefined && equal(left, right))) continue
    found.push({ key, is: presenceOf(left, right), before: left, after: right ?? null })
  }
  for (const [key, right] of after)
    if (!before.has(key)) found.push({ key, is: 'appeared', before: null, after: right })
  return found.sort((left, right) => compareNames(left.key, right.key))
}
