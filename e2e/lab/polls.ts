/** What the hub's polls of one node say after something was done there, however long a poll takes. */
import { setTimeout as delay } from 'node:timers/promises'
import type { LabState } from './host/state.ts'
import { fetchHubTable } from './hub-table.ts'

const lookMs = 50
const mostMs = 60_000

/**
 * Waits until the hub's table of the node fits; returns how many of its polls since this began did not. One may: its
 * reading was under way. Throws when none fits within a minute.
 */
export async function pollsWithout(state: LabState, node: string, fits: (table: string) => boolean): Promise<number> {
  const end = performance.now() + mostMs
  let first: string | null = null
  const without = new Set<string>()
  for (;;) {
    const answer = await fetchHubTable(state, node)
    const readAt = answer.headers.get('fairlead-read-at') ?? ''
    if (fits(await answer.text())) return without.size
    first ??= readAt
    if (readAt !== first) without.add(readAt)
    if (performance.now() > end)
      throw new Error(`After ${mostMs / 1_000} s the hub's table of ${node} is still another.`)
    await delay(lookMs)
  }
}
