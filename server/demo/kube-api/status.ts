/** The API server's `Status` answers, in its own words (recorded from Kubernetes 1.32). */

export interface Status {
  readonly kind: 'Status'
  readonly apiVersion: 'v1'
  readonly metadata: Record<string, never>
  readonly status: 'Failure' | 'Success'
  readonly message?: string
  readonly reason?: string
  readonly code?: number
}

const reasons: Record<number, string> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'AlreadyExists',
  410: 'Expired',
  413: 'RequestEntityTooLarge',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
}

export const makeFailure = (code: number, message: string): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  reason: reasons[code] ?? 'Unknown',
  code,
})

export const success: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' }

export const tooOld = (asked: number, oldest: number): Status =>
  makeFailure(410, `too old resource version: ${asked} (${oldest})`)

export const continueExpired: Status = makeFailure(
  410,
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
)
