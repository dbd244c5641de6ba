/** `/healthz` and `/readyz`: whether the process runs, and whether it has something true to show. */
import type { RestAnswer } from './answer.ts'

export interface Readiness {
  readonly pagesArePresent: boolean
  /** Every Kubernetes kind has been listed, or is known not to be had. */
  readonly apiWasAsked: boolean
  readonly fleetWasAsked: boolean
  /** Without a store the live view is what it was: it is said, and the hub stays ready. Why is for the log: anybody may ask here. */
  readonly storeIsFine: boolean
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
  const degraded = ready.storeIsFine
    ? []
    : ['Degraded: the store does not keep what it should; the hub’s log says why.']
  if (missing.length > 0) return text(503, [...missing, ...degraded].join('\n'))
  return text(200, ['ready', ...degraded].join('\n'))
}
