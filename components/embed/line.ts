/** What an embedded view hears from the page around it, and what it tells it. Knows no React and no window of its own. */
import { type EmbedMessage, parseEmbedMessage } from '#model/embed/messages.ts'

/** Of a message event, what is looked at. */
export interface Heard {
  readonly source: unknown
  readonly origin: string
  readonly data: unknown
}

export interface LineOptions {
  /** Exact origins of pages that may embed this hub's views. */
  readonly parents: readonly string[]
  /** The window around this one. */
  readonly parent: { postMessage(message: unknown, origin: string): void }
  readonly listen: (heard: (event: Heard) => void) => () => void
  /** 32 hex digits nobody can guess. */
  readonly random: () => string
  readonly onToken: (token: string) => void
}

export interface Line {
  /** Asks for a token: one answer to it is taken, whenever it comes. */
  ask(): void
  tell(message: Exclude<EmbedMessage, { type: 'fairlead:ready' | 'fairlead:token' }>): void
  close(): void
}

/** Nothing that is heard does more than `onToken`, and that once for each `ask`. */
export function makeLine({ parents, parent, listen, random, onToken }: LineOptions): Line {
  let open: string | null = null
  /** Whose page it is, once it answered. */
  let known: string | null = null

  const close = listen(({ source, origin, data }) => {
    if (source !== parent || !(known === null ? parents.includes(origin) : origin === known)) return
    const message = parseEmbedMessage(data)
    if (message?.type !== 'fairlead:token' || open === null || message.ask !== open) return
    open = null
    known = origin
    onToken(message.token)
  })
  /** Before it answered, whichever of the allowed ones it is: to others a browser delivers nothing. */
  const post = (message: EmbedMessage) => {
    for (const origin of known === null ? parents : [known]) parent.postMessage(message, origin)
  }
  return {
    ask() {
      open = random()
      post({ type: 'fairlead:ready', ask: open })
    },
    tell: post,
    close,
  }
}
