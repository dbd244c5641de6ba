/** Requests from the node itself, not from a Pod: each on a connection of its own, so that each is scheduled anew. */
import { get } from 'node:http'

export interface Answer {
  /** 0 when there was no answer. */
  readonly status: number
  readonly body: string
  /** Why there was no answer; empty when there was one. */
  readonly problem: string
}

/** One GET. Does not throw. */
export function ask(url: string, deadlineMs: number): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>()
  const signal = AbortSignal.timeout(deadlineMs)
  const fail = (problem: string) => resolve({ status: 0, body: '', problem })
  const request = get(url, { agent: false, signal }, (response) => {
    let body = ''
    response.setEncoding('utf8')
    response.on('data', (text: string) => {
      body += text
    })
    response.on('error', (error) => fail(error.message))
    response.on('end', () => resolve({ status: response.statusCode ?? 0, body, problem: '' }))
  })
  request.on('error', (error) => fail(signal.aborted ? `no answer within ${deadlineMs} ms` : error.message))
  return promise
}

export interface TrafficCounts {
  readonly asked: number
  readonly answered: number
  readonly failed: number
}

export interface Traffic {
  /** Requests per second from now on; 0 ends it. */
  set(url: string, perSecond: number): void
  counts(): TrafficCounts
}

/** Above this many unanswered requests no more are sent: a dead Service must not fill the node. */
const mostUnanswered = 50
const deadlineMs = 10_000

export function makeTraffic(): Traffic {
  let timer: NodeJS.Timeout | undefined
  let asked = 0
  let answered = 0
  let failed = 0
  const askOnce = async (url: string) => {
    asked += 1
    const { status } = await ask(url, deadlineMs)
    if (status === 200) answered += 1
    else failed += 1
  }
  return {
    set(url, perSecond) {
      clearInterval(timer)
      if (perSecond <= 0) return
      let owed = 0
      let last = performance.now()
      timer = setInterval(() => {
        const now = performance.now()
        owed = Math.min(owed + ((now - last) / 1_000) * perSecond, perSecond)
        last = now
        for (; owed >= 1; owed -= 1) if (asked - answered - failed < mostUnanswered) void askOnce(url)
      }, 50)
    },
    counts: () => ({ asked, answered, failed }),
  }
}
