/** What is around the cluster. */
import * as v from 'valibot'
import { addressSchema } from '../ask.ts'
import { snapshotLimits as limits } from '../limits.ts'
import { flag, leaves as is, number, orNull } from './leaves.ts'

const points = v.pipe(v.array(orNull(number)), v.maxLength(limits.points))

export const envelope = v.strictObject({
  format: v.literal('fairlead'),
  version: v.literal(1),
  takenAt: number,
  hub: is.plain,
  address: addressSchema,
  pseudonyms: flag,
  cluster: v.unknown(),
  series: v.nullable(v.strictObject({ stepMs: number, from: number, connections: points })),
})
