/** One bounded question to an agent over HTTP: an absolute deadline, a cap on bytes, no redirects, no encodings. */
import http from 'node:http'
import https from 'node:https'

export interface Question {
  /** `http://host:9797`. */
  readonly url: string
  readonly path: string
  readonly token: string
  /** Sent as a POST when present. */
  readonly body?: unknown
  /** From the first byte asked to the last byte answered. */
  readonly deadlineMs: number
  /** Most bytes of the answer's body. */
  readonly maxBytes: number
}

export type Answer =
  | { readonly is: 'answer'; readonly status: number; readonly text: string }
  /** `hung` when the agent took the question and did not finish in time: asking again soon only adds to it. */
  | { readonly is: 'failed'; readonly hung: boolean; readonly why: string }

export interface Line {
  ask(question: Question): Promise<Answer>
  close(): void
}

const failed = (why: string, hung = false): Answer => ({ is: 'failed', hung, why })

/** Keeps connections open between polls; at most two to one agent. */
export function openLine(): Line {
  const options = { keepAlive: true, maxSockets: 2, maxFreeSockets: 1 }
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) }

  function once(question: Question): Promise<Answer | 'again'> {
    const url = new URL(question.path, question.url)
    const secure = url.protocol === 'https:'
    const body = question.body === undefined ? null : Buffer.from(JSON.stringify(question.body))
    return new Promise((resolve) => {
      const request = (secure ? https : http).request(url, {
        agent: secure ? agents['https:'] : agents['http:'],
        method: body === null ? 'GET' : 'POST',
        maxHeaderSize: 8_192,
        headers: {
          accept: 'application/json',
          'accept-encoding': 'identity',
          ...(question.token === '' ? {} : { authorization: `Bearer ${question.token}` }),
          ...(body === null ? {} : { 'content-type': 'application/json', 'content-length': body.length }),
        },
      })
      const end = (answer: Answer | 'again') => {
        clearTimeout(deadline)
        resolve(answer)
        if (answer === 'again' || answer.is === 'failed') request.destroy()
      }
      const deadline = setTimeout(
        () => end(failed(`no full answer within ${question.deadlineMs} ms`, true)),
        question.deadlineMs,
      )
      request.on('error', (error: NodeJS.ErrnoException) => {
        end(error.code === 'ECONNRESET' && request.reusedSocket ? 'again' : failed(sentenceOf(error)))
      })
      request.on('response', (response) => readBody(response, question.maxBytes, end))
      request.end(body ?? undefined)
    })
  }

  return {
    // A kept connection may have been closed just as we used it: that says nothing of the agent.
    ask: async (question) => {
      const first = await once(question)
      if (first !== 'again') return first
      const second = await once(question)
      return second === 'again' ? failed('it closed the connection') : second
    },
    close: () => {
      agents['http:'].destroy()
      agents['https:'].destroy()
    },
  }
}

function readBody(response: http.IncomingMessage, maxBytes: number, end: (answer: Answer) => void): void {
  const encoding = response.headers['content-encoding'] ?? 'identity'
  const tooLarge = `its answer is larger than ${maxBytes} bytes`
  const broken = 'it closed the connection in the middle of its answer'
  if (encoding !== 'identity') end(failed(`it answered in the encoding “${encoding}”, which was not asked for`))
  else if (Number(response.headers['content-length'] ?? 0) > maxBytes) end(failed(tooLarge))
  const chunks: Buffer[] = []
  let bytes = 0
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > maxBytes) end(failed(tooLarge))
    else chunks.push(chunk)
  })
  response.on('error', () => end(failed(broken)))
  response.on('end', () => {
    const text = Buffer.concat(chunks).toString('utf8')
    end(response.complete ? { is: 'answer', status: response.statusCode ?? 0, text } : failed(broken))
  })
}

const sentences: Record<string, string> = {
  ECONNREFUSED: 'connection refused: nothing listens there',
  ECONNRESET: 'it closed the connection',
  EHOSTUNREACH: 'no route to it',
  ENETUNREACH: 'no route to it',
  ENOTFOUND: 'its host name is not known',
  EAI_AGAIN: 'its host name could not be looked up',
  ETIMEDOUT: 'it could not be reached in time',
}

function sentenceOf(error: NodeJS.ErrnoException): string {
  if (error instanceof AggregateError && error.errors.length > 0) return sentenceOf(error.errors[0])
  return sentences[error.code ?? ''] ?? `${error.message || error.code || 'unknown error'}`
}
