/**
 * Bodies by hash, asked for once for the whole fleet: who needs what another is being asked for waits
 * for that answer, and asks itself when it does not come.
 */
import type { Timing } from './timing.ts'

export type Got<Body> = { readonly ok: true; readonly bodies: ReadonlyMap<string, Body> } | { readonly ok: false }

/** Others' answers are waited for so long, milliseconds. */
const patienceMs = 4_000

export type Gather<Body> = <Answer extends Got<Body>>(
  hashes: readonly string[],
  fetch: (hashes: readonly string[]) => Promise<Answer>,
) => Promise<Answer | { readonly ok: true; readonly bodies: ReadonlyMap<string, Body> }>

/** Nothing is kept here once it has arrived: whoever asked holds it. */
export function makeGather<Body>(after: Timing['after']): Gather<Body> {
  const pending = new Map<string, Promise<ReadonlyMap<string, Body>>>()
  const nothing: ReadonlyMap<string, Body> = new Map()

  const patiently = (answer: Promise<ReadonlyMap<string, Body>>) =>
    new Promise<ReadonlyMap<string, Body>>((resolve) => {
      const cancel = after(patienceMs, () => resolve(nothing))
      void answer.then((bodies) => {
        cancel()
        resolve(bodies)
      })
    })

  return async (hashes, fetch) => {
    const others = [...new Set(hashes.flatMap((hash) => pending.get(hash) ?? []))]
    const mine = hashes.filter((hash) => !pending.has(hash))
    const bodies = new Map<string, Body>()

    const ask = async (wanted: readonly string[]) => {
      const answer = fetch(wanted)
      const shared = answer.then((got) => (got.ok ? got.bodies : nothing)).catch(() => nothing)
      for (const hash of wanted) pending.set(hash, shared)
      try {
        const got = await answer
        if (got.ok) for (const [hash, body] of got.bodies) bodies.set(hash, body)
        return got
      } finally {
        for (const hash of wanted) if (pending.get(hash) === shared) pending.delete(hash)
      }
    }

    const [own, ...found] = await Promise.all([mine.length > 0 ? ask(mine) : null, ...others.map(patiently)])
    if (own !== null && !own.ok) return own
    for (const answer of found) for (const hash of hashes) if (answer.has(hash)) bodies.set(hash, answer.get(hash)!)
    const left = hashes.filter((hash) => !bodies.has(hash))
    if (left.length > 0) {
      const last = await ask(left)
      if (!last.ok) return last
    }
    return { ok: true, bodies }
  }
}
