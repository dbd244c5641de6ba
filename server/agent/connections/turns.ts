/** Questions that one reading can answer together: one reading at a time, and not too often. */
import { setTimeout as delay } from 'node:timers/promises'

export interface TurnOptions {
  /** From the beginning of one reading to that of the next, at least. */
  readonly betweenMs: number
  /** Different questions that may wait for the same reading. */
  readonly most: number
}

/** Time, for tests. */
export interface Passing {
  now(): number
  wait(ms: number): Promise<unknown>
}

interface Turn<Question, Answer> {
  /** By their text: equal questions are one. */
  readonly questions: Map<string, Question>
  readonly answers: Promise<ReadonlyMap<string, Answer>>
}

/**
 * Null when too many different questions wait already. A question that the reading under way, or one begun
 * within `betweenMs`, is about gets its answer.
 */
export function makeTurns<Question, Answer>(
  read: (questions: readonly Question[]) => Promise<readonly Answer[]>,
  { betweenMs, most }: TurnOptions,
  time: Passing = { now: () => performance.now(), wait: delay },
): (question: Question) => Promise<Answer | null> {
  let last: Turn<Question, Answer> | null = null
  let lastBeganAt = Number.NEGATIVE_INFINITY
  let isReading = false
  let next: Turn<Question, Answer> | null = null

  const makeTurn = (before: Turn<Question, Answer> | null): Turn<Question, Answer> => {
    const questions = new Map<string, Question>()
    const run = async () => {
      await before?.answers.catch(() => undefined)
      await time.wait(Math.max(0, lastBeganAt + betweenMs - time.now()))
      last = turn
      next = null
      lastBeganAt = time.now()
      isReading = true
      try {
        const answers = await read([...questions.values()])
        return new Map([...questions.keys()].map((key, at) => [key, answers[at]!]))
      } finally {
        isReading = false
      }
    }
    const turn: Turn<Question, Answer> = { questions, answers: run() }
    return turn
  }

  return async (question) => {
    const key = JSON.stringify(question)
    const isPresent = isReading || time.now() - lastBeganAt < betweenMs
    if (last !== null && isPresent && last.questions.has(key)) return (await last.answers).get(key)!
    next ??= makeTurn(last)
    if (!next.questions.has(key) && next.questions.size === most) return null
    const mine = next
    mine.questions.set(key, question)
    return (await mine.answers).get(key)!
  }
}
