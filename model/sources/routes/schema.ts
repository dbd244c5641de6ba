/** A route as it travels and is held. */
import * as v from 'valibot'
import { count, number, text } from '../plain.ts'

const route = v.object({
  /** With the length of its prefix: `0.0.0.0/0`, `100.66.209.194/32`. */
  to: text,
  /** The next hop; null for a directly connected network. */
  via: v.nullable(text),
  /** Null where packets go nowhere. */
  device: v.nullable(text),
  /** `unicast`, `blackhole`, `unreachable`, `prohibit`, `throw`, or `local` in a table of its own. */
  type: text,
  /** `main`, or the name or number of another table. */
  table: text,
  /** Who laid it: `kernel`, `bird`, `static`, `boot`; null where not told. */
  protocol: v.nullable(text),
  /** How near it is: `link`, `host`, `global`; null where not told. */
  scope: v.nullable(text),
  /** Address the node's own packets are sent from; null for the device's first. */
  source: v.nullable(text),
  /** Smaller goes first. */
  metric: v.nullable(number),
  /** Share among the next hops of one destination; null where it has but one. */
  weight: v.nullable(number),
  /** Largest packet this way, bytes; null for the device's. */
  mtu: v.nullable(number),
  /** The next hop is taken to be on the device's link, though no address says so. */
  onlink: v.boolean(),
})
export type Route = v.InferOutput<typeof route>

/** Most routes told. */
export const mostRoutes = 5_000

export const routesSchema = v.object({
  /** `/proc` tells the main table only, and neither type nor protocol. */
  by: v.picklist(['ip', 'proc']),
  total: count,
  /** In the kernel's order, the main table before others. */
  entries: v.pipe(v.array(route), v.maxLength(mostRoutes)),
})
export type Routes = v.InferOutput<typeof routesSchema>
