/** What is around the cluster: as in version 1, and of the minutes before all that a time strip shows. */
import * as v from 'valibot'
import { snapshotLimits as limits } from '../limits.ts'
import { envelope as before } from '../v1/envelope.ts'
import { number, orNull, whole } from '../v1/leaves.ts'

const rates = v.pipe(v.array(orNull(number)), v.maxLength(limits.points))
const counts = v.pipe(v.array(orNull(whole)), v.maxLength(limits.points))

const series = v.pipe(
  v.strictObject({
    stepMs: v.pipe(number, v.minValue(1)),
    from: number,
    connections: rates,
    wrong: counts,
    settling: counts,
    changes: counts,
  }),
  v.check(
    ({ connections: { length }, wrong, settling, changes }) =>
      [wrong, settling, changes].every((column) => column.length === length),
    'its columns are not of one length',
  ),
)

export const envelope = v.strictObject({ ...before.entries, version: v.literal(2), series: v.nullable(series) })
