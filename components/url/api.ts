import { basePath } from './browser.ts'

/** The whole address of something below `/api/v1` on the hub this page came from. */
export const apiAddress = (segments: readonly string[]): string =>
  `${window.location.origin}${basePath()}/api/v1/${segments.map(encodeURIComponent).join('/')}`

/** What the hub said. `why` is its own sentence; null where it gave none within the time. */
export type Answered =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly why: string | null }

/** The hub answers within this time or is taken for silent, milliseconds. */
const deadlineMs = 10_000

/** Asks the hub to begin something. */
export const postJson = (segments: readonly string[], body: unknown): Promise<Answered> =>
  ask(segments, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

/** Asks the hub for what it lists. */
export const getJson = (segments: readonly string[]): Promise<Answered> => ask(segments, { method: 'GET' })

/** Asks the hub to end or forget something. */
export const deleteJson = (segments: readonly string[]): Promise<Answered> => ask(segments, { method: 'DELETE' })

async function ask(segments: readonly string[], request: RequestInit): Promise<Answered> {
  try {
    const signal = AbortSignal.timeout(deadlineMs)
    const response = await fetch(apiAddress(segments), { ...request, credentials: 'same-origin', signal })
    const value: unknown = await response.json().catch(() => null)
    return response.ok ? { ok: true, value } : { ok: false, why: sentenceIn(value) }
  } catch {
    return { ok: false, why: null }
  }
}

export type Bytes =
  | { readonly is: 'bytes'; readonly bytes: ArrayBuffer }
  | { readonly is: 'refused'; readonly status: number }
  | { readonly is: 'silent' }

/** A snapshot may be large and the way to it long, milliseconds. */
const bytesDeadlineMs = 60_000

/** Asks the hub for bytes by something that must not stand in an address. */
export async function postForBytes(segments: readonly string[], body: unknown): Promise<Bytes> {
  try {
    const response = await fetch(apiAddress(segments), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      credentials: 'same-origin',
      signal: AbortSignal.timeout(bytesDeadlineMs),
    })
    if (!response.ok) return { is: 'refused', status: response.status }
    return { is: 'bytes', bytes: await response.arrayBuffer() }
  } catch {
    return { is: 'silent' }
  }
}

/** The REST twin puts what is wrong in `error`. */
function sentenceIn(value: unknown): string | null {
  const error = typeof value === 'object' && value !== null && 'error' in value ? value.error : null
  return typeof error === 'string' && error !== '' ? error : null
}

/** The same request on a terminal. */
export const curlOf = (method: 'POST' | 'DELETE', segments: readonly string[], body: unknown = null): string =>
  [
    `curl -X ${method}`,
    ...(body === null ? [] : [`-H 'content-type: application/json' -d ${quote(JSON.stringify(body))}`]),
    quoteWhereNeeded(apiAddress(segments)),
  ].join(' ')

const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
const quoteWhereNeeded = (text: string): string => (/^[\w:/.%-]+$/.test(text) ? text : quote(text))
