import { withBearer } from './bearer.ts'
import { basePath } from './browser.ts'

/** The whole address of something below `/api/v1` on the hub this page came from. */
export function apiAddress(segments: readonly string[], query: Query = {}): string {
  const address = `${window.location.origin}${basePath()}/api/v1/${segments.map(encodeURIComponent).join('/')}`
  const search = new URLSearchParams(query).toString()
  return search === '' ? address : `${address}?${search}`
}

type Query = Readonly<Record<string, string>>

/** What the hub said. `why` is its own sentence; null, as its status, where it gave none within the time. */
export type Answered =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly why: string | null; readonly status: number | null }

/** The hub answers within this time or is taken for silent, milliseconds. */
const deadlineMs = 10_000

/** Asks the hub to begin something. */
export const postJson = (segments: readonly string[], body: unknown): Promise<Answered> =>
  ask(segments, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

/** Asks the hub for what it lists. */
export const getJson = (segments: readonly string[], query: Query = {}): Promise<Answered> =>
  ask(segments, { method: 'GET' }, query)

/** Asks the hub to end or forget something. */
export const deleteJson = (segments: readonly string[]): Promise<Answered> => ask(segments, { method: 'DELETE' })

async function ask(segments: readonly string[], request: RequestInit, query: Query = {}): Promise<Answered> {
  try {
    const signal = AbortSignal.timeout(deadlineMs)
    const response = await fetch(apiAddress(segments, query), {
      ...withBearer(request),
      credentials: 'same-origin',
      signal,
    })
    const value: unknown = await response.json().catch(() => null)
    return response.ok ? { ok: true, value } : { ok: false, why: sentenceIn(value), status: response.status }
  } catch {
    return { ok: false, why: null, status: null }
  }
}

export type Bytes =
  | { readonly is: 'bytes'; readonly bytes: ArrayBuffer }
  | { readonly is: 'refused'; readonly status: number }
  | { readonly is: 'silent' }

/** A snapshot may be large and the way to it long, milliseconds. */
const bytesDeadlineMs = 60_000

/** Asks the hub for bytes by something that must not stand in an address. */
export const postForBytes = (segments: readonly string[], body: unknown): Promise<Bytes> =>
  askForBytes(apiAddress(segments), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

/** Asks the hub for bytes anybody who may see them may name. */
export const getBytes = (segments: readonly string[], query: Query = {}): Promise<Bytes> =>
  askForBytes(apiAddress(segments, query), { method: 'GET' })

async function askForBytes(address: string, request: RequestInit): Promise<Bytes> {
  try {
    const signal = AbortSignal.timeout(bytesDeadlineMs)
    const response = await fetch(address, { ...withBearer(request), credentials: 'same-origin', signal })
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
