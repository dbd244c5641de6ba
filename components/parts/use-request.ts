'use client'
import { useState } from 'react'
import type { Answered } from '#components/url/api.ts'
import { useWords } from '#components/words/use-words.ts'

export interface Request {
  readonly isOut: boolean
  /** Why the last one was not done, a sentence; null when it was. */
  readonly trouble: string | null
  /** One at a time. `then` is told what the hub answered, when it did it. */
  readonly send: (ask: () => Promise<Answered>, then?: (value: unknown) => void) => Promise<void>
}

/** A request to the hub that a hand began: whether it is on its way, and what became of it. */
export function useRequest(): Request {
  const { actions: say } = useWords()
  const [state, setState] = useState<Pick<Request, 'isOut' | 'trouble'>>({ isOut: false, trouble: null })
  return {
    ...state,
    async send(ask, then) {
      if (state.isOut) return
      setState({ isOut: true, trouble: null })
      const answer = await ask()
      const trouble = answer.ok ? null : answer.why === null ? say.noAnswer : say.failed(answer.why)
      setState({ isOut: false, trouble })
      if (answer.ok) then?.(answer.value)
    },
  }
}
