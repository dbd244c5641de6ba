/** The body of a request as JSON, bounded. */
import type { IncomingMessage } from 'node:http'

export type Body =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly status: 400 | 413; readonly error: string }

const mostBytes = 64 << 10

const tooLarge: Body = { ok: false, status: 413, error: `What is asked may be ${mostBytes >> 10} KiB at most.` }

/** An empty body is undefined. */
export function readJsonBody(request: IncomingMessage): Promise<Body> {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) return Promise.resolve(tooLarge)
  const chunks: Buffer[] = []
  let bytes = 0
  return new Promise((resolve) => {
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= mostBytes) chunks.push(chunk)
      else {
        request.pause()
        resolve(tooLarge)
      }
    })
    request.on('error', () => resolve({ ok: false, status: 400, error: 'What is asked broke off.' }))
    request.on('end', () => resolve(parse(Buffer.concat(chunks).toString('utf8'))))
  })
}

function parse(text: string): Body {
  try {
    return { ok: true, value: text.trim() === '' ? undefined : JSON.parse(text) }
  } catch {
    return { ok: false, status: 400, error: 'What is asked is no JSON.' }
  }
}
