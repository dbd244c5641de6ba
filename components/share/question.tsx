'use client'
import { useState } from 'react'
import { ActionButton } from '#components/parts/actions.tsx'
import { CopyButton } from '#components/parts/copy.tsx'
import { formatMoment } from '#components/parts/format.ts'
import { Segments } from '#components/parts/segments.tsx'
import { useRequest } from '#components/parts/use-request.ts'
import { to } from '#components/url/address.ts'
import { useAddress } from '#components/url/browser.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'
import { hour, type SnapshotAsk, type SnapshotPart, snapshotParts, usualDays } from '#model/snapshot/ask.ts'
import { type MadeSnapshot, make } from './hub.ts'
import { Inside } from './inside.tsx'
import { embedPlaceOf, placeOf } from './place-of.ts'

const link = 'text-accent underline underline-offset-3'
const lengths = [hour, 1, 7, 30] as const

interface QuestionProps {
  /** The moment it is of, milliseconds; null for the present. */
  readonly at: number | null
  readonly onMade: (made: MadeSnapshot) => void
  readonly onClose: () => void
}

const drawName = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-')

/** Connections are told only while somebody looks: of the past there are none. */
const pastParts: readonly SnapshotPart[] = snapshotParts.filter((part) => part !== 'flows')

/** For how long, with what, under which names; and what that comes to. */
export function Question({ at, onMade, onClose }: QuestionProps) {
  const words = useWords()
  const { snapshots: say } = words
  const here = useAddress()
  const offered = at === null ? snapshotParts : pastParts
  const embedded = at === null ? embedPlaceOf(here) : null
  const [expiresDays, setDays] = useState<number>(usualDays)
  const [pseudonyms, setPseudonyms] = useState(false)
  const [parts, setParts] = useState<readonly SnapshotPart[]>(offered)
  const { isOut, trouble, send } = useRequest()
  // Asked again after no answer came, the same snapshot is made once.
  const [dialog] = useState(drawName)
  const ask: SnapshotAsk = {
    address: placeOf(here),
    at: at === null ? null : new Date(at).toISOString(),
    expiresDays,
    pseudonyms,
    parts,
    key: [dialog, expiresDays, pseudonyms, ...parts].join(':'),
  }
  const take = (part: SnapshotPart, isIn: boolean) =>
    setParts(offered.filter((each) => (each === part ? isIn : parts.includes(each))))
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
      <p className="text-ink-quiet">{at === null ? say.what : say.whatWas(formatMoment(at))}</p>
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
        {offered.map((part) => (
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
      {at !== null && <PlainLink />}
      {trouble !== null && <p role="alert">{trouble}</p>}
      <div className="flex flex-wrap items-center justify-end gap-2 pt-1">
        <span className="mr-auto flex flex-wrap gap-x-4 gap-y-1">
          <Link to={to('snapshots')} className={link}>
            {say.yours}
          </Link>
          {embedded !== null && (
            <Link to={to('embedBuilder', {}, { view: embedded })} className={link}>
              {words.embed.share}
            </Link>
          )}
        </span>
        <ActionButton onClick={onClose}>{say.cancel}</ActionButton>
        <ActionButton isMain isDisabled={isOut}>
          {isOut ? say.making : say.make}
        </ActionButton>
      </div>
    </form>
  )
}

/** Who may open this hub needs no snapshot: the moment stands in the address. */
function PlainLink() {
  const { snapshots: say } = useWords()
  const [href] = useState(() => window.location.href)
  return (
    <p className="flex items-start gap-3 border-t border-line pt-3 text-12 text-ink-quiet">
      <span className="flex-1">{say.plainLink}</span>
      <CopyButton text={href} />
    </p>
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
