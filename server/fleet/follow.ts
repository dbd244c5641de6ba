/** An agent's answer of lines, each checked before it is handed over. */
import { type Caller, type JsonQuestion, sayRefusal } from './exchange.ts'

export interface FollowQuestion<T> extends Omit<JsonQuestion<T>, 'onOwnConnection'> {
  readonly onLine: (line: T) => void
}

export interface Followed {
  /** Closes the connection, which is how an agent is told to stop: no line comes any more. */
  cancel(): void
  /** When no more comes. Cancelled is ok too. */
  readonly ended: Promise<{ readonly ok: true } | { readonly ok: false; readonly why: string }>
}

export function follow<T>({ line, url, token }: Caller, question: FollowQuestion<T>): Followed {
  const { parse, onLine, ...asking } = question
  let isAnswering = false
  const taken = (text: string): string | null => {
    isAnswering = true
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      return 'a line of its answer is no JSON'
    }
    const parsed = parse(value)
    if (!parsed.ok) return `a line of its answer cannot be used: ${parsed.why}`
    onLine(parsed.value)
    return null
  }
  const { cancel, ended } = line.follow({ url, token, ...asking, onLine: taken })
  return {
    cancel,
    ended: ended.then((end) => {
      switch (end.is) {
        case 'ended':
          return { ok: true }
        case 'answer':
          return { ok: false, why: sayRefusal(url, end) }
        case 'failed':
          return {
            ok: false,
            why: isAnswering
              ? `The agent at ${url} did not answer to the end: ${end.why}.`
              : `The agent at ${url} did not answer: ${end.why}.`,
          }
      }
    }),
  }
}
