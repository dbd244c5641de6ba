/** `?wait=SECONDS`: an answer that comes when what was asked about has ended. */
import { badRequest, type Projected } from '../answer.ts'
import type { ProofRequest, ProofSources } from './sources.ts'

const mostSeconds = 60

/** Seconds to wait; null for none given. */
export function parseWait({ query }: Pick<ProofRequest, 'query'>): number | null | Projected {
  const text = query.get('wait')
  if (text === null) return null
  const seconds = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (seconds <= mostSeconds) return seconds
  return badRequest(`wait: “${text}” is no whole number of seconds up to ${mostSeconds}.`)
}

/** Waits while what `find` finds is running, at most so long. */
export async function waitFor(
  { until }: Pick<ProofSources, 'until'>,
  find: () => { readonly endedAt: number | null } | undefined,
  seconds: number | null,
): Promise<void> {
  if (seconds !== null && seconds > 0) await until(() => find()?.endedAt !== null, seconds * 1_000)
}
