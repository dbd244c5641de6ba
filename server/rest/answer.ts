/** Answers of the REST twin: JSON, errors as one sentence, unknown as null and never as zero. */
import type { Feedlike } from './feeds.ts'

export interface RestAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

/** A value to send as JSON, or why there is none. */
export type Projected =
  | { readonly is: 'value'; readonly value: unknown }
  | { readonly is: 'error'; readonly status: number; readonly error: string }

export const value = (value: unknown): Projected => ({ is: 'value', value })
export const notFound = (error: string): Projected => ({ is: 'error', status: 404, error })
export const badRequest = (error: string): Projected => ({ is: 'error', status: 400, error })
export const tooMany = (error: string): Projected => ({ is: 'error', status: 429, error })
export const conflict = (error: string): Projected => ({ is: 'error', status: 409, error })

/** Begun: what of, and where to look. */
export const begun = (id: string, location: string): RestAnswer => ({
  status: 202,
  headers: { ...headers, location },
  body: `${JSON.stringify({ id, location }, null, 2)}\n`,
})

/** It was done, and there is nothing more to say. */
export const done: RestAnswer = { status: 204, headers: { 'cache-control': 'no-store' }, body: '' }

const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }

export function send(projected: Projected): RestAnswer {
  const [status, content] =
    projected.is === 'value' ? [200, projected.value] : [projected.status, { error: projected.error }]
  return { status, headers, body: `${JSON.stringify(content, null, 2)}\n` }
}

/** Another method than there is at this address. */
export const notPossible = (method: string, possible: readonly string[]): RestAnswer => {
  const allow = possible.flatMap((each) => (each === 'GET' ? ['GET', 'HEAD'] : each)).join(', ')
  const answer = send({ is: 'error', status: 405, error: `${method} is not possible here; possible: ${allow}.` })
  return { ...answer, headers: { ...answer.headers, allow } }
}

/** Text, with the age of what it says in headers: `ipvsadm` has no room for it. */
export const sendText = (body: string, readAt: string | null, feed: Feedlike): RestAnswer => ({
  status: 200,
  headers: {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'fairlead-feed': feed.is,
    ...(readAt === null ? {} : { 'fairlead-read-at': readAt }),
  },
  body,
})
