/** `/healthz` and `/readyz`: whether the process runs, and whether it has something true to show. */
import type { RestAnswer } from './answer.ts'

export interface Readiness {
  readonly pagesArePresent: boolean
  /** Every Kubernetes kind has been listed, or is known not to be had. */
  readonly apiWasAsked: boolean
  readonly fleetWasAsked: boolean
}

const text = (status: number, body: string): RestAnswer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  body: `${body}\n`,
})

export const health: RestAnswer = text(200, 'ok')

export function readiness(ready: Readiness): RestAnswer {
  const missing = [
    ready.pagesArePresent ? [] : ['The pages are not built: run `npm run build`.'],
    ready.apiWasAsked ? [] : ['The Kubernetes API has not been listed yet.'],
    ready.fleetWasAsked ? [] : ['Not every agent has been asked once yet.'],
  ].flat()
  return missing.length === 0 ? text(200, 'ready') : text(503, missing.join('\n'))
}
