/** Routes as they travel and are held. */
import * as v from 'valibot'
import { count, text } from '../plain.ts'
import { parseRoute, type Route } from './line.ts'

/** Most routes told. */
export const mostRoutes = 5_000

export const routesSchema = v.object({
  /** `/proc` tells the main table only, and not who laid a route. */
  by: v.picklist(['ip', 'proc']),
  total: count,
  /** In the kernel's order, the main table before others: `formatRoute`. */
  lines: v.pipe(v.array(text), v.maxLength(mostRoutes)),
})
export type Routes = v.InferOutput<typeof routesSchema>

const known = new WeakMap<Routes, readonly Route[]>()

/** Its lines taken apart, once for each value. */
export function routesOf(routes: Routes): readonly Route[] {
  const found = known.get(routes) ?? routes.lines.map(parseRoute)
  known.set(routes, found)
  return found
}
