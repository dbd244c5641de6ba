import * as v from 'valibot'
import type { Comparison } from './comparison.ts'

const side = v.looseObject({ at: v.number(), name: v.string(), hasStandIns: v.boolean() })
const list = v.array(v.looseObject({}))

/** Its envelope: the hub is of this very version, and what it says of its own types is not walked again. */
const schema = v.looseObject({
  a: side,
  b: side,
  health: v.looseObject({ before: v.looseObject({}), after: v.looseObject({}) }),
  totals: v.looseObject({ services: v.looseObject({}), drift: v.looseObject({}) }),
  notCompared: v.array(v.string()),
  nodeSets: v.array(v.array(v.string())),
  servers: list,
  tables: list,
  drifts: list,
  access: list,
  walks: list,
  things: list,
  nodes: list,
  pods: list,
})

/** A comparison as it came over HTTP; null for anything else. */
export const parseComparison = (value: unknown): Comparison | null =>
  v.is(schema, value) ? (value as unknown as Comparison) : null
