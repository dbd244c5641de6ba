/**
 * Bodies by hash, asked for once for the whole fleet: who needs what another is being asked for waits
 * for that answer, and asks itself when it does not come.
 */
import type { Timing } from './timing.ts'

export type Got<Body> = { readonly ok: true; readonly bodies: ReadonlyMap<string, Body> } | { readonly ok: false }

/** Others' answers are waited for so long, milliseconds, and so often; then everybody asks for himself. */
const patienceMs = 4_000
const patienceTimes = 2

/** `fetch` brings all it was asked for, or fails. */
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
    const bodies = new Map<string, Body>()
    const take = (found: ReadonlyMap<string, Body>) => {
      for (const hash of hashes) if (found.has(hash)) bodies.set(hash, found.get(hash)!)
    }
    const ask = async (wanted: readonly string[]) => {
      const answer = fetch(wanted)
      const shared = answer.then((got) => (got.ok ? got.bodies : nothing)).catch(() => nothing)
      for (const hash of wanted) pending.set(hash, shared)
      try {
        const got = await answer
        if (got.ok) take(got.bodies)
        return got
      } finally {
        for (const hash of wanted) if (pending.get(hash) === shared) pending.delete(hash)
      }
    }

    const waitedFor = new Set<Promise<ReadonlyMap<string, Body>>>()
    for (let times = 0; ; times++) {
      const left = hashes.filter((hash) => !bodies.has(hash))
      if (left.length === 0) return { ok: true, bodies }
      const asker = (hash: string) => {
        const asked = times < patienceTimes ? pending.get(hash) : undefined
        return asked === undefined || waitedFor.has(asked) ? null : asked
      }
      const mine = left.filter((hash) => asker(hash) === null)
      const others = [...new Set(left.flatMap((hash) => asker(hash) ?? []))]
      const [own, ...found] = await Promise.all([mine.length > 0 ? ask(mine) : null, ...others.map(patiently)])
      if (own !== null && !own.ok) return own
      for (const answer of found) take(answer)
      for (const other of others) waitedFor.add(other)
    }
  }
}
