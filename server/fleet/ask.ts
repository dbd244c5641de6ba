/** Bounded questions to agents over HTTP: an absolute deadline and a cap on bytes each. */
import http from 'node:http'
import https from 'node:https'
import { type Following, followLines, type LinesQuestion } from './lines.ts'
import { type Asking, brokenOff, openRequest, ownConnection, sentenceOf, whyEncoded } from './request.ts'

export interface Question extends Asking {
  /** From the first byte asked to the last byte answered. */
  readonly deadlineMs: number
  /** Most bytes of the answer's body. */
  readonly maxBytes: number
  /** Takes its time: it must not keep polls waiting. */
  readonly onOwnConnection?: boolean
}

export type Answer =
  | { readonly is: 'answer'; readonly status: number; readonly text: string }
  /** `hung` when the agent took the question and did not finish in time: asking again soon only adds to it. */
  | { readonly is: 'failed'; readonly hung: boolean; readonly why: string }

export interface Line {
  ask(question: Question): Promise<Answer>
  /** An answer taken line by line as it comes, over a connection of its own. */
  follow(question: LinesQuestion): Following
  close(): void
}

const failed = (why: string, hung = false): Answer => ({ is: 'failed', hung, why })

/** Keeps connections open between polls; at most two to one agent. */
export function openLine(): Line {
  const options = { keepAlive: true, maxSockets: 2, maxFreeSockets: 1 }
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) }

  function once(question: Question): Promise<Answer | 'again'> {
    return new Promise((resolve) => {
      const request = openRequest(question, question.onOwnConnection ? ownConnection : agents)
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
    follow: followLines,
    close: () => {
      agents['http:'].destroy()
      agents['https:'].destroy()
    },
  }
}

function readBody(response: http.IncomingMessage, maxBytes: number, end: (answer: Answer) => void): void {
  const encoded = whyEncoded(response)
  const tooLarge = `its answer is larger than ${maxBytes} bytes`
  if (encoded !== null) end(failed(encoded))
  else if (Number(response.headers['content-length'] ?? 0) > maxBytes) end(failed(tooLarge))
  const chunks: Buffer[] = []
  let bytes = 0
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > maxBytes) end(failed(tooLarge))
    else chunks.push(chunk)
  })
  response.on('error', () => end(failed(brokenOff)))
  response.on('end', () => {
    const text = Buffer.concat(chunks).toString('utf8')
    end(response.complete ? { is: 'answer', status: response.statusCode ?? 0, text } : failed(brokenOff))
  })
}
