'use client'
import { useId, useState } from 'react'
import { ActionButton } from '#components/parts/actions.tsx'
import { CopyButton } from '#components/parts/copy.tsx'
import { formatMoment } from '#components/parts/format.ts'
import { useRequest } from '#components/parts/use-request.ts'
import { basePath } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import { Files } from './files.tsx'
import { type MadeSnapshot, revoke } from './hub.ts'

/** The link, once; the same as files; and the way to take it back. */
export function Made({ made, onClose }: { made: MadeSnapshot; onClose: () => void }) {
  const { snapshots: say } = useWords()
  const [isRevoked, setRevoked] = useState(false)
  const { isOut, trouble, send } = useRequest()
  const field = useId()
  const link = `${window.location.origin}${basePath()}/s/${made.id}#${made.token}`
  if (isRevoked) {
    return (
      <div className="space-y-4 text-13">
        <p role="status">{say.revoked}</p>
        <Closing onClose={onClose} word={say.close} />
      </div>
    )
  }
  return (
    <div className="space-y-4 text-13">
      <div className="space-y-1">
        <label htmlFor={field}>{say.link}</label>
        <div className="flex items-center gap-2">
          <input
            id={field}
            readOnly
            // biome-ignore lint/a11y/noAutofocus: the one thing the dialog is for, and it opened by a hand.
            autoFocus
            value={link}
            onFocus={({ target }) => target.select()}
            className="addr h-8 min-w-0 flex-1 rounded border border-line bg-ground px-2 text-12"
          />
          <CopyButton text={link} />
        </div>
        <p className="text-12 text-ink-quiet">{say.linkOnce}</p>
      </div>
      <p className="tabular-nums">{say.ends(formatMoment(made.expiresAt))}</p>
      <Files made={made} />
      {trouble !== null && <p role="alert">{trouble}</p>}
      <div className="flex flex-wrap justify-end gap-2">
        <ActionButton
          isDisabled={isOut}
          onClick={() =>
            send(
              () => revoke(made.id),
              () => setRevoked(true),
            )
          }
        >
          {say.revoke}
        </ActionButton>
        <ActionButton isMain onClick={onClose}>
          {say.close}
        </ActionButton>
      </div>
    </div>
  )
}

const Closing = ({ onClose, word }: { onClose: () => void; word: string }) => (
  <div className="flex justify-end">
    <ActionButton isMain onClick={onClose}>
      {word}
    </ActionButton>
  </div>
)
