import { postForBytes } from '#components/url/api.ts'
import { openApart } from './open-apart.ts'
import { failed, type Outcome, type Trouble } from './outcome.ts'

/** What the hub says of a link that does not open. */
const whys: Readonly<Record<number, Trouble>> = { 404: 'unknown', 429: 'busy', 503: 'busy' }

/** Asks the hub for a snapshot by its link's token, and opens it. */
export async function openLink(id: string, token: string | null): Promise<Outcome> {
  if (token === null) return failed('no-token')
  const answer = await postForBytes(['snapshots', id, 'open'], { token })
  if (answer.is === 'silent') return failed('no-answer')
  return answer.is === 'refused' ? failed(whys[answer.status] ?? 'unknown') : openApart(answer.bytes)
}
