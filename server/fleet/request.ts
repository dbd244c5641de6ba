/** One request to an agent: no redirects, no encodings; and in words why it failed. */
import http from 'node:http'
import https from 'node:https'

/** What every question to an agent says, however its answer is read. */
export interface Asking {
  /** `http://host:9797`. */
  readonly url: string
  readonly path: string
  readonly token: string
  /** Sent as a POST when present. */
  readonly body?: unknown
}

export interface Connections {
  readonly 'http:': http.Agent | false
  readonly 'https:': https.Agent | false
}

/** A connection of its own, closed after the answer. */
export const ownConnection: Connections = { 'http:': false, 'https:': false }

/** Sent when this returns; whoever calls it listens for `response` and `error`. */
export function openRequest(asking: Asking, connections: Connections): http.ClientRequest {
  const url = new URL(asking.path, asking.url)
  const secure = url.protocol === 'https:'
  const body = asking.body === undefined ? null : Buffer.from(JSON.stringify(asking.body))
  const request = (secure ? https : http).request(url, {
    agent: secure ? connections['https:'] : connections['http:'],
    method: body === null ? 'GET' : 'POST',
    maxHeaderSize: 8_192,
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      ...(asking.token === '' ? {} : { authorization: `Bearer ${asking.token}` }),
      ...(body === null ? {} : { 'content-type': 'application/json', 'content-length': body.length }),
    },
  })
  request.end(body ?? undefined)
  return request
}

/** Null when it is in the encoding that was asked for. */
export function whyEncoded({ headers }: http.IncomingMessage): string | null {
  const encoding = headers['content-encoding'] ?? 'identity'
  return encoding === 'identity' ? null : `it answered in the encoding “${encoding}”, which was not asked for`
}

export const brokenOff = 'it closed the connection in the middle of its answer'

const sentences: Record<string, string> = {
  ECONNREFUSED: 'connection refused: nothing listens there',
  ECONNRESET: 'it closed the connection',
  EHOSTUNREACH: 'no route to it',
  ENETUNREACH: 'no route to it',
  ENOTFOUND: 'its host name is not known',
  EAI_AGAIN: 'its host name could not be looked up',
  ETIMEDOUT: 'it could not be reached in time',
}

export function sentenceOf(error: NodeJS.ErrnoException): string {
  if (error instanceof AggregateError && error.errors.length > 0) return sentenceOf(error.errors[0])
  return sentences[error.code ?? ''] ?? `${error.message || error.code || 'unknown error'}`
}
