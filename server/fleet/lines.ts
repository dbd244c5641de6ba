/** An answer of lines of JSON that come while something goes on: each is handed over as it arrives, bounded in bytes, line and time. */
import type { IncomingMessage } from 'node:http'
import { type Asking, brokenOff, openRequest, ownConnection, sentenceOf, whyEncoded } from './request.ts'

export interface LinesQuestion extends Asking {
  /** From the first byte asked to the last byte answered. */
  readonly deadlineMs: number
  /** Most bytes of all lines together. */
  readonly maxBytes: number
  /** One line, without its end; a sentence on what is wrong with it ends everything, null goes on. */
  readonly onLine: (line: string) => string | null
}

/** `text` is what came with another status than 200. */
export type LinesEnd =
  | { readonly is: 'ended' }
  | { readonly is: 'answer'; readonly status: number; readonly text: string }
  | { readonly is: 'failed'; readonly why: string }

export interface Following {
  /** Closes the connection: nothing is handed over any more. */
  cancel(): void
  /** `ended` after the last line, and when it was cancelled. */
  readonly ended: Promise<LinesEnd>
}

/** The longest line is the packets of a tenth of a second. */
const mostLineBytes = 4 << 20
/** Of the sentence that comes with a refusal. */
const mostRefusalBytes = 8_192

export function followLines(question: LinesQuestion): Following {
  const { promise, resolve } = Promise.withResolvers<LinesEnd>()
  const request = openRequest(question, ownConnection)
  let isOver = false
  const end = (how: LinesEnd) => {
    if (isOver) return
    isOver = true
    clearTimeout(deadline)
    resolve(how)
    request.destroy()
  }
  const fail = (why: string) => end({ is: 'failed', why })
  const deadline = setTimeout(() => fail(`it was not done within ${question.deadlineMs} ms`), question.deadlineMs)
  request.on('error', (error: NodeJS.ErrnoException) => fail(sentenceOf(error)))
  request.on('response', (response) => {
    response.on('error', () => fail(brokenOff))
    const encoded = whyEncoded(response)
    if (encoded !== null) fail(encoded)
    else if (response.statusCode === 200) takeLines(response, question, () => isOver, end)
    else takeRefusal(response, end)
  })
  return { cancel: () => end({ is: 'ended' }), ended: promise }
}

function takeLines(
  response: IncomingMessage,
  { maxBytes, onLine }: LinesQuestion,
  isOver: () => boolean,
  end: (how: LinesEnd) => void,
): void {
  const fail = (why: string) => end({ is: 'failed', why })
  let bytes = 0
  let begun: Buffer[] = []
  let begunBytes = 0
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > maxBytes) return fail(`its answer is larger than ${maxBytes} bytes`)
    let from = 0
    for (let at = chunk.indexOf(10); at >= 0 && !isOver(); at = chunk.indexOf(10, from)) {
      const line = Buffer.concat([...begun, chunk.subarray(from, at)]).toString('utf8')
      from = at + 1
      begun = []
      begunBytes = 0
      const wrong = line.trim() === '' ? null : onLine(line)
      if (wrong !== null) return fail(wrong)
    }
    begun.push(chunk.subarray(from))
    begunBytes += chunk.length - from
    if (begunBytes > mostLineBytes) fail(`a line of its answer is longer than ${mostLineBytes} bytes`)
  })
  response.on('end', () => {
    if (response.complete && begunBytes === 0) end({ is: 'ended' })
    else fail(brokenOff)
  })
}

function takeRefusal(response: IncomingMessage, end: (how: LinesEnd) => void): void {
  let text = ''
  response.on('data', (chunk: Buffer) => {
    if (text.length < mostRefusalBytes) text += chunk.toString('utf8')
  })
  response.on('end', () =>
    end({ is: 'answer', status: response.statusCode ?? 0, text: text.slice(0, mostRefusalBytes) }),
  )
}
