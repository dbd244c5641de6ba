/** A moment of the past from the hub: a snapshot file, opened as any other. */
import { openApart } from '#components/kept/open-apart.ts'
import type { Moment } from '#components/live/past-store.ts'
import { getBytes } from '#components/url/api.ts'

export async function fetchMoment(at: number): Promise<Moment> {
  const answer = await getBytes(['history', 'at'], { time: new Date(at).toISOString() })
  if (answer.is === 'refused' && answer.status === 404) return { is: 'trouble', why: 'none' }
  if (answer.is !== 'bytes') return { is: 'trouble', why: 'silent' }
  const outcome = await openApart(answer.bytes)
  return outcome.is === 'open' ? { is: 'moment', cluster: outcome.snapshot.cluster } : { is: 'trouble', why: 'silent' }
}
