/** The life of an embedded view: a token asked for, exchanged, and asked for again before what it gave is over. */
import type { Timer } from '#components/live/timer.ts'
import { type EmbedGrant, parseEmbedGrant } from '#model/embed/claims.ts'
import type { EmbedState } from '#model/embed/messages.ts'

export interface SessionOptions {
  readonly ask: () => void
  /** The hub's answer; null where it gave none. */
  readonly exchange: (token: string, bearer: string | null) => Promise<unknown>
  readonly onGrant: (grant: EmbedGrant) => void
  readonly onState: (state: EmbedState, why: string) => void
  /** Said when a token is not taken. */
  readonly refused: string
  readonly timer: Timer
}

export interface Session {
  take(token: string): void
  close(): void
}

/** A page that answers nothing, or a token nobody takes, is asked again: sooner at first, milliseconds. */
const patienceMs = [2_000, 5_000, 15_000, 60_000]
/** The next token is asked for when so much of the time is over. */
const early = 0.8

export function makeSession({ ask, exchange, onGrant, onState, refused, timer }: SessionOptions): Session {
  let bearer: string | null = null
  let stop = () => {}
  let tries = 0
  let isOver = false

  const askAfter = (ms: number) => {
    stop()
    stop = timer.after(ms, askNow)
  }
  const askNow = () => {
    ask()
    askAfter(patienceMs[Math.min(tries++, patienceMs.length - 1)]!)
  }
  const take = async (token: string) => {
    const grant = parseEmbedGrant(await exchange(token, bearer))
    if (isOver) return
    if (grant === null) {
      if (bearer === null) onState('refused', refused)
      return
    }
    bearer = grant.bearer
    tries = 0
    askAfter(grant.seconds * 1_000 * early)
    onGrant(grant)
  }
  onState('waiting', '')
  askNow()
  return {
    take: (token) => void take(token),
    close() {
      isOver = true
      stop()
    },
  }
}
