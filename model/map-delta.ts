/**
 * What turns one collection into another. Of an entry that is an object, only the fields that
 * differ travel, once for all entries they are the same for: when one change touches a thousand
 * nodes alike, it is told once.
 */
import * as v from 'valibot'
import { equal } from './equal.ts'
import { packFields, unpackFields } from './records-delta.ts'

type Fields = Readonly<Record<string, unknown>>

export interface MapDelta<Key, Value> {
  /** Fields that are now the same in all entries, new ones or not: no entry is named. */
  readonly every?: Fields
  readonly set?: readonly (readonly [Key, Value])[]
  /** Fields with their new values, and the entries that get them. */
  readonly patch?: readonly (readonly [Fields, readonly Key[]])[]
  readonly drop?: readonly Key[]
}

/** The envelope: entries come from our own hub of the same protocol version, and are not walked again in every browser. */
export const mapDeltaSchema = v.object({
  every: v.optional(v.looseObject({})),
  set: v.optional(v.array(v.tuple([v.string(), v.unknown()]))),
  patch: v.optional(v.array(v.tuple([v.looseObject({}), v.array(v.string())]))),
  drop: v.optional(v.array(v.string())),
})

/**
 * Null when nothing differs. Values equal in content are not told, whatever object they are.
 * `packed`: fields that are lists of alike records; `applyMap` must know the same.
 */
export function diffMap<Key, Value>(
  from: ReadonlyMap<Key, Value>,
  to: ReadonlyMap<Key, Value>,
  packed: readonly string[] = [],
): MapDelta<Key, Value> | null {
  if (from === to) return null
  const set: [Key, Value][] = []
  const patches = new Map<string, [Fields, Key[]]>()
  const every = fieldsOfAll(from, to)
  for (const [key, value] of to) {
    const before = from.get(key)
    if (before === value && from.has(key)) continue
    const fields = changedFields(before, value, every)
    if (fields === null) set.push([key, packFields(value, packed)])
    else if (Object.keys(fields).length > 0) {
      const name = JSON.stringify(fields)
      const known = patches.get(name)
      if (known === undefined) patches.set(name, [packFields(fields, packed), [key]])
      else known[1].push(key)
    }
  }
  const drop: Key[] = []
  for (const key of from.keys()) if (!to.has(key)) drop.push(key)
  if (set.length + patches.size + drop.length === 0 && every === null) return null
  return {
    ...(every !== null ? { every: packFields(every, packed) } : {}),
    ...(set.length > 0 ? { set } : {}),
    ...(patches.size > 0 ? { patch: [...patches.values()] } : {}),
    ...(drop.length > 0 ? { drop } : {}),
  }
}

/** Where fewer entries get a new value, they are named. */
const manyEntries = 32

/**
 * Fields in which many entries changed and all agree now. Null when there are none. The first entry that
 * changed is asked: what all got, it got too.
 */
function fieldsOfAll<Key, Value>(from: ReadonlyMap<Key, Value>, to: ReadonlyMap<Key, Value>): Fields | null {
  if (to.size <= manyEntries) return null
  for (const [key, value] of to) {
    const before = from.get(key)
    if (before === value || before === undefined) continue
    const agreed = Object.entries(changedFields(before, value) ?? {}).filter(([name, now]) =>
      isOfAll(name, now, from, to),
    )
    return agreed.length === 0 ? null : Object.fromEntries(agreed)
  }
  return null
}

function isOfAll<Key, Value>(
  name: string,
  now: unknown,
  from: ReadonlyMap<Key, Value>,
  to: ReadonlyMap<Key, Value>,
): boolean {
  let changed = 0
  for (const [key, value] of to) {
    if (!isRecord(value) || !Object.hasOwn(value, name) || !equal(value[name], now)) return false
    const before: unknown = from.get(key)
    if (isRecord(before) && !equal(before[name], now)) changed++
  }
  return changed > manyEntries
}

/** Null where the one cannot be made of the other: it is told whole. Without fields all entries are told of. */
function changedFields(before: unknown, after: unknown, every: Fields | null = null): Fields | null {
  if (!isRecord(before) || !isRecord(after)) return before !== undefined && equal(before, after) ? {} : null
  const names = Object.keys(after)
  if (names.length !== Object.keys(before).length) return null
  const changed: [string, unknown][] = []
  for (const name of names) {
    if (!Object.hasOwn(before, name)) return null
    if (every !== null && name in every) continue
    if (!equal(before[name], after[name])) changed.push([name, after[name]])
  }
  return changed.length === names.length ? (changed.length === 0 ? {} : null) : Object.fromEntries(changed)
}

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const hasFields = (value: Fields, fields: Fields): boolean =>
  Object.entries(fields).every(([name, now]) => equal(value[name], now))

export function applyMap<Key, Value>(
  map: ReadonlyMap<Key, Value>,
  { every, set = [], patch = [], drop = [] }: MapDelta<Key, Value>,
  packed: readonly string[] = [],
): ReadonlyMap<Key, Value> {
  const next = new Map(map)
  for (const key of drop) next.delete(key)
  if (every !== undefined) {
    const fields = unpackFields(every, packed)
    for (const [key, before] of next)
      if (isRecord(before) && !hasFields(before, fields)) next.set(key, { ...before, ...fields })
  }
  for (const [told, keys] of patch) {
    const fields = unpackFields(told, packed)
    for (const key of keys) {
      const before = next.get(key)
      if (before !== undefined) next.set(key, { ...before, ...fields } as Value)
    }
  }
  for (const [key, value] of set) next.set(key, unpackFields(value, packed))
  return next
}
