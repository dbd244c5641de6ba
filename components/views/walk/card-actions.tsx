'use client'
import { useState } from 'react'
import { useActions, useNewest } from '#components/live/hooks.ts'
import { ActionButton } from '#components/parts/actions.tsx'
import { CopyButton } from '#components/parts/copy.tsx'
import { InPresent } from '#components/parts/in-present.tsx'
import { save } from '#components/parts/save.ts'
import { useRequest } from '#components/parts/use-request.ts'
import { toWalk } from '#components/url/address.ts'
import { apiAddress, deleteJson, postJson } from '#components/url/api.ts'
import { hrefOf, navigate } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import type { Walk, WalkResult } from '#model/walk/walk.ts'
import { pictureOf } from './picture.ts'
import { nameOfSource, nameOfTarget } from './places.ts'
import { sayVerdict } from './verdict-sentence.ts'

const file = 'rounded border border-line px-2 py-0.5 text-12 text-ink-quiet hover:border-ink-quiet hover:text-ink'

/** To keep it, to send it, to take it away. */
export function CardActions({ walk, result }: { walk: Walk; result: WalkResult }) {
  const words = useWords()
  const { walk: say } = words
  const cluster = useNewest()
  const mayAct = useActions() === 'possible'
  const request = useRequest()
  const [isUnable, setUnable] = useState(false)
  const draw = async () => {
    const about = [
      say.meta(nameOfSource(walk.asked.source, say), nameOfTarget(walk.asked), new Date(walk.startedAt).toISOString()),
      cluster.name,
      walk.id,
    ]
    const picture = await pictureOf({ result, verdict: sayVerdict(walk, result, words), about, words })
    setUnable(picture === null)
    if (picture !== null) save(picture, `walk-${walk.id}.png`)
  }
  return (
    <div className="flex flex-wrap items-center gap-2">
      {mayAct && (
        <ActionButton
          onClick={() => request.send(() => postJson(['walks', walk.id, 'keep'], { keep: !walk.isKept }))}
          isDisabled={request.isOut}
        >
          {walk.isKept ? say.letGo : say.keep}
        </ActionButton>
      )}
      {mayAct && !walk.isKept && (
        <ActionButton
          onClick={() =>
            request.send(
              () => deleteJson(['walks', walk.id]),
              () => navigate(toWalk()),
            )
          }
          isDisabled={request.isOut}
        >
          {say.forget}
        </ActionButton>
      )}
      <span className="flex flex-wrap items-center gap-1.5">
        <CopyButton
          label={say.link}
          text={() => new URL(hrefOf(toWalk({ walk: walk.id })), window.location.href).href}
        />
        <button
          type="button"
          className={`${file} cursor-pointer`}
          title={say.saves(say.png)}
          onClick={() => void draw()}
        >
          {say.png}
        </button>
        <InPresent>
          <a
            className={file}
            title={say.saves(say.json)}
            href={apiAddress(['walks', walk.id])}
            download={`walk-${walk.id}.json`}
          >
            {say.json}
          </a>
          <a
            className={file}
            title={say.saves(say.pcapng)}
            href={apiAddress(['walks', `${walk.id}.pcapng`])}
            download={`walk-${walk.id}.pcapng`}
          >
            {say.pcapng}
          </a>
        </InPresent>
      </span>
      {walk.isKept && <span className="text-12 text-ink-quiet">{say.list.kept}</span>}
      {isUnable && (
        <span role="alert" className="text-12">
          {say.noPicture}
        </span>
      )}
      {request.trouble !== null && (
        <span role="alert" className="text-12">
          {request.trouble}
        </span>
      )}
    </div>
  )
}
