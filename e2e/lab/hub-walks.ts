/** Walks of the lab's hub, by its REST twin as anybody would ask for them. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Stop, Walk, WalkResult } from '#model/walk/walk.ts'
import type { LabState } from './host/state.ts'
import { askHub } from './hub-ask.ts'

export interface EndedWalk {
  readonly walk: Walk
  readonly result: WalkResult
}

/** As the body of `POST /api/v1/walks`. */
export interface WalkQuestion {
  readonly source: object
  readonly port: string
  readonly role?: string
  readonly node?: string
  readonly method?: object
  readonly seconds?: number
}

const pollMs = 150
const mostMs = 60_000

/** Waits until it has ended. `provoke` is done once it waits for traffic. Throws with the hub's own sentence. */
export async function walk(
  state: LabState,
  question: WalkQuestion,
  provoke: () => Promise<unknown> = async () => undefined,
): Promise<EndedWalk> {
  const { id } = await askHub<{ id: string }>(state, '/walks', question)
  let provoked: Promise<unknown> | null = null
  for (const end = performance.now() + mostMs; ; await delay(pollMs)) {
    const told = await askHub<Walk & { readonly result: WalkResult | null }>(state, `/walks/${id}`)
    if (told.stage === 'waiting-for-traffic') provoked ??= provoke().catch(() => undefined)
    if (told.stage === 'failed') throw new Error(told.why ?? 'The walk failed without a word.')
    if (told.result !== null) {
      await provoked
      return { walk: told, result: told.result }
    }
    if (performance.now() > end) throw new Error(`The walk is still “${told.stage}” after ${mostMs / 1_000} s.`)
  }
}

/** `request znode2 tunl0 in`, `request zmaster0 ipvs`. */
export function wordsOfStop({ way, node, place }: Stop): string {
  const where =
    place.is === 'device' ? `${place.device} ${place.direction}` : place.is === 'kernel' ? place.work : place.is
  return `${way} ${node ?? '-'} ${where}`
}
