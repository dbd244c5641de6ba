'use client'
import { useEffect, useState } from 'react'
import { browserTimer } from '#components/live/timer.ts'
import { getJson, postJson } from '#components/url/api.ts'
import { showBearer } from '#components/url/bearer.ts'
import { offerOnly } from '#components/url/offer.ts'
import { useWords } from '#components/words/use-words.ts'
import { type Line, makeLine } from './line.ts'
import { makeSession } from './session.ts'

export type Embedding =
  | { readonly is: 'waiting' }
  /** `tell`: to the page around, where there is one. */
  | { readonly is: 'refused'; readonly why: string; readonly tell?: Line['tell'] }
  | { readonly is: 'granted'; readonly tell: Line['tell'] }

/** Asks the page around this one for what it takes to show something. */
export function useEmbedding(): Embedding {
  const { embed: say } = useWords()
  const [embedding, setEmbedding] = useState<Embedding>({ is: 'waiting' })
  useEffect(() => {
    let stop = () => {}
    let isOver = false
    if (window.parent === window) {
      setEmbedding({ is: 'refused', why: say.notFramed })
      return
    }
    void readParents().then((parents) => {
      if (isOver) return
      if (parents === null) return setEmbedding({ is: 'refused', why: say.noAnswer })
      stop = begin([...parents, window.location.origin])
    })
    const begin = (parents: readonly string[]) => {
      const line = makeLine({
        parents: nearest(parents),
        parent: window.parent,
        listen(heard) {
          window.addEventListener('message', heard)
          return () => window.removeEventListener('message', heard)
        },
        random: () => crypto.randomUUID().replaceAll('-', ''),
        onToken: (token) => session.take(token),
      })
      const session = makeSession({
        ask: line.ask,
        exchange: async (token, bearer) => {
          const answer = await postJson(['embed', 'exchange'], bearer === null ? { token } : { token, bearer })
          return answer.ok ? answer.value : null
        },
        onGrant({ bearer, views }) {
          showBearer(bearer)
          offerOnly(views)
          setEmbedding((before) => (before.is === 'granted' ? before : { is: 'granted', tell: line.tell }))
        },
        onState(state, why) {
          if (state === 'refused') setEmbedding({ is: 'refused', why, tell: line.tell })
          line.tell({ type: 'fairlead:state', state, why })
        },
        refused: say.refused,
        timer: browserTimer,
      })
      return () => {
        session.close()
        line.close()
      }
    }
    return () => {
      isOver = true
      stop()
    }
  }, [say])
  return embedding
}

async function readParents(): Promise<readonly string[] | null> {
  const answer = await getJson(['embed'])
  const parents = answer.ok && typeof answer.value === 'object' ? (answer.value as { parents?: unknown }).parents : null
  return Array.isArray(parents) ? parents.filter((each) => typeof each === 'string') : null
}

/** The one around this page, where the browser says which that is. */
function nearest(parents: readonly string[]): readonly string[] {
  const [around] = (window.location as { ancestorOrigins?: ArrayLike<string> & Iterable<string> }).ancestorOrigins ?? []
  return around !== undefined && parents.includes(around) ? [around] : parents
}
