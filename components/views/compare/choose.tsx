'use client'
import { useId, useRef, useState } from 'react'
import { openApart } from '#components/kept/open-apart.ts'
import { keepToken } from '#components/kept/token.ts'
import { ActionButton } from '#components/parts/actions.tsx'
import { formatAge } from '#components/parts/format.ts'
import { basePath } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import { fileExtension } from '#model/snapshot/format.ts'
import type { LocalState } from './ask.ts'
import { parseSnapshotLink, type Side, type SideName } from './sides.ts'

interface ChooseProps {
  readonly name: SideName
  readonly side: Side
  readonly file: LocalState | null
  /** The hub's clock, milliseconds. */
  readonly now: number
  /** What is compared now, milliseconds; null before. */
  readonly at: number | null
  readonly onSide: (side: Side) => void
  readonly onFile: (file: LocalState) => void
}

const agesMs = [5, 15, 60, 24 * 60].map((minutes) => minutes * 60_000)
const field = 'h-8 min-w-0 rounded border border-line bg-panel px-2 text-13'

/** One of the two states: of which kind, and which. */
export function Choose(props: ChooseProps) {
  const words = useWords()
  const { compare: say } = words
  const { name, side, now, onSide } = props
  const title = say[name === 'a' ? 'before' : 'after']
  const id = useId()
  const kind = side.is === 'earlier' ? 'moment' : side.is
  const choose = (value: string) => {
    if (value === 'live') onSide({ is: 'live' })
    else if (value === 'moment') onSide({ is: 'moment', at: props.at ?? now - agesMs[1]! })
    else if (value === 'file') onSide({ is: 'file' })
    else if (value === 'snapshot') onSide({ is: 'snapshot', id: '-' })
    else onSide({ is: 'moment', at: Math.round((now - Number(value)) / 1_000) * 1_000 })
  }
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-2">
      <label htmlFor={id} className="w-14 text-13 text-ink-quiet">
        {title}
      </label>
      <select id={id} value={kind} onChange={({ target }) => choose(target.value)} className={field}>
        <option value="live">{say.live}</option>
        {agesMs.map((age) => (
          <option key={age} value={age}>
            {say.ago(formatAge(age, words.parts))}
          </option>
        ))}
        <option value="moment">{say.moment}</option>
        <option value="snapshot">{say.snapshot}</option>
        <option value="file">{say.file}</option>
      </select>
      {kind === 'moment' && <Moment {...props} label={say.momentLabel(title)} />}
      {kind === 'snapshot' && <Snapshot {...props} label={say.snapshotLabel(title)} />}
      {kind === 'file' && <FileOf {...props} />}
    </div>
  )
}

/** `2026-11-25T14:03:07` of the reader's own clock, as the browser's field wants it. */
const localText = (at: number): string => {
  const shifted = new Date(at - new Date(at).getTimezoneOffset() * 60_000)
  return shifted.toISOString().slice(0, 19)
}

function Moment({ side, at, onSide, label }: ChooseProps & { readonly label: string }) {
  const shown = side.is === 'moment' ? side.at : at
  return (
    <input
      type="datetime-local"
      step={1}
      aria-label={label}
      value={shown === null ? '' : localText(shown)}
      onChange={({ target }) => {
        const chosen = new Date(target.value).getTime()
        if (!Number.isNaN(chosen)) onSide({ is: 'moment', at: chosen })
      }}
      className={`${field} tabular-nums`}
    />
  )
}

function Snapshot({ side, onSide, label }: ChooseProps & { readonly label: string }) {
  const { compare: say } = useWords()
  const [text, setText] = useState('')
  const isKnown = side.is === 'snapshot' && side.id !== '-'
  const take = (pasted: string) => {
    setText(pasted)
    const link = parseSnapshotLink(pasted, `${window.location.origin}${basePath()}`)
    if (link === null) return
    keepToken(link.id, link.token)
    setText('')
    onSide({ is: 'snapshot', id: link.id })
  }
  return (
    <>
      <input
        type="url"
        aria-label={label}
        placeholder={isKnown ? `/s/${side.id}` : say.snapshotHint}
        value={text}
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => take(target.value)}
        className={`${field} addr w-72`}
      />
      {text !== '' && (
        <span role="status" className="text-12 text-warn">
          {say.badLink}
        </span>
      )}
    </>
  )
}

function FileOf({ file, onFile }: ChooseProps) {
  const { compare: say, snapshots } = useWords()
  const input = useRef<HTMLInputElement>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const read = async (chosen: File) => {
    const outcome = await openApart(await chosen.arrayBuffer())
    setTrouble(outcome.is === 'failed' ? snapshots.troubles[outcome.why] : null)
    if (outcome.is === 'failed') return
    const { cluster, isPseudonymous } = outcome.snapshot
    onFile({ name: chosen.name, cluster, hasStandIns: isPseudonymous })
  }
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={fileExtension}
        aria-label={say.fileChoose}
        tabIndex={-1}
        className="sr-only"
        onChange={({ target }) => {
          const [chosen] = target.files ?? []
          if (chosen) void read(chosen)
          target.value = ''
        }}
      />
      <ActionButton onClick={() => input.current?.click()}>{say.fileChoose}</ActionButton>
      {file !== null && <span className="text-13 text-ink-quiet">{say.open(file.name)}</span>}
      {trouble !== null && (
        <span role="alert" className="text-12 text-warn">
          {trouble}
        </span>
      )}
    </>
  )
}
