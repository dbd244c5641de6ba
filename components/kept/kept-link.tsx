'use client'
import { useEffect, useState } from 'react'
import { type Clock, makeKeptClock } from '#components/live/clock.ts'
import { Pages } from '#components/pages.tsx'
import { basePath, navigate } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import { addressOf } from './address-of.ts'
import { Bare } from './bare.tsx'
import { openLink } from './fetch.ts'
import type { Trouble } from './outcome.ts'
import { tokenOf } from './token.ts'

type State =
  | { readonly is: 'opening' }
  | { readonly is: 'failed'; readonly why: Trouble }
  | { readonly is: 'open'; readonly clock: Clock }

/** The pages of a snapshot that came as a link. */
export function KeptLink({ id }: { id: string }) {
  const { snapshots: say } = useWords()
  const [state, setState] = useState<State>({ is: 'opening' })
  useEffect(() => {
    let isOver = false
    openLink(id, tokenOf(id)).then((outcome) => {
      if (isOver) return
      if (outcome.is === 'failed') return setState(outcome)
      // The link itself names no view: it opens where the snapshot was taken.
      if (window.location.pathname === `${basePath()}/s/${id}`)
        navigate(addressOf(outcome.snapshot.address), { replace: true })
      setState({ is: 'open', clock: makeKeptClock({ snapshot: outcome.snapshot, from: 'link' }) })
    })
    return () => {
      isOver = true
    }
  }, [id])
  if (state.is === 'open') return <Pages clock={state.clock} />
  if (state.is === 'opening') return <Bare title={say.opening} />
  return (
    <Bare title={say.notOpened} isTrouble>
      <p>{say.troubles[state.why]}</p>
    </Bare>
  )
}
