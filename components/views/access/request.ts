/** A question as the hub's REST twin takes it. */
import type { Question } from './options.ts'

/** Most ports of one test, as the hub says too. */
export const mostPorts = 200
/** How often a schedule may ask, seconds. */
export const everyChoices = [60, 300, 900, 3_600] as const

/** No nodes mean all: then they are left out. */
export function bodyOf({ nodes, method, ...rest }: Question): Record<string, unknown> {
  return { ...rest, ...(nodes.length === 0 ? {} : { nodes }), ...(method === null ? {} : { method }) }
}

/** The id of what the hub began; null where it told none. */
export function idIn(value: unknown): string | null {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : null
  return typeof id === 'string' ? id : null
}
