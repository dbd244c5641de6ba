'use client'
import { useState } from 'react'
import { ActionButton } from '#components/parts/actions.tsx'
import { Segments } from '#components/parts/segments.tsx'
import { useRequest } from '#components/parts/use-request.ts'
import { to } from '#components/url/address.ts'
import { useAddress } from '#components/url/browser.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'
import { hour, type SnapshotAsk, type SnapshotPart, snapshotParts, usualDays } from '#model/snapshot/ask.ts'
import { type MadeSnapshot, make } from './hub.ts'
import { Inside } from './inside.tsx'
import { placeOf } from './place-of.ts'

const lengths = [hour, 1, 7, 30] as const

/** For how long, with what, under which names; and what that comes to. */
export function Question({ onMade, onClose }: { onMade: (made: MadeSnapshot) => void; onClose: () => void }) {
  const { snapshots: say } = useWords()
  const address = placeOf(useAddress())
  const [expiresDays, setDays] = useState<number>(usualDays)
  const [pseudonyms, setPseudonyms] = useState(false)
  const [parts, setParts] = useState<readonly SnapshotPart[]>(snapshotParts)
  const { isOut, trouble, send } = useRequest()
  const ask: SnapshotAsk = { address, expiresDays, pseudonyms, parts }
  const take = (part: SnapshotPart, isIn: boolean) =>
    setParts(snapshotParts.filter((each) => (each === part ? isIn : parts.includes(each))))
  return (
    <form
      className="space-y-4 text-13"
      onSubmit={(event) => {
        event.preventDefault()
        void send(
          () => make(ask),
          (value) => onMade(value as MadeSnapshot),
        )
      }}
    >
      <p className="text-ink-quiet">{say.what}</p>
      <Inside ask={ask} />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span>{say.expiry}</span>
        <Segments
          label={say.expiry}
          value={expiresDays}
          choices={lengths.map((days) => ({
            value: days,
            word: days < 1 ? say.forHours(days * 24) : say.forDays(days),
          }))}
          onChange={setDays}
        />
      </div>
      <fieldset className="space-y-1">
        <legend className="mb-1">{say.parts}</legend>
        {snapshotParts.map((part) => (
          <Check
            key={part}
            word={say.part[part]}
            why={say.partWhy[part]}
            isOn={parts.includes(part)}
            onChange={(isIn) => take(part, isIn)}
          />
        ))}
      </fieldset>
      <Check word={say.pseudonyms} why={say.pseudonymsWhy} isOn={pseudonyms} onChange={setPseudonyms} />
      {trouble !== null && <p role="alert">{trouble}</p>}
      <div className="flex flex-wrap items-center justify-end gap-2 pt-1">
        <Link to={to('snapshots')} className="mr-auto text-accent underline underline-offset-3">
          {say.yours}
        </Link>
        <ActionButton onClick={onClose}>{say.cancel}</ActionButton>
        <ActionButton isMain isDisabled={isOut}>
          {isOut ? say.making : say.make}
        </ActionButton>
      </div>
    </form>
  )
}

interface CheckProps {
  readonly word: string
  readonly why: string
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}

const Check = ({ word, why, isOn, onChange }: CheckProps) => (
  <label className="flex cursor-pointer items-start gap-2">
    <input
      type="checkbox"
      checked={isOn}
      onChange={({ target }) => onChange(target.checked)}
      className="mt-0.5 size-4 shrink-0 accent-accent"
    />
    <span>
      {word}
      <span className="block text-12 text-ink-quiet">{why}</span>
    </span>
  </label>
)
