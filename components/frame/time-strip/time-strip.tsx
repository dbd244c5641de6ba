'use client'
import { useState, useSyncExternalStore } from 'react'
import { useClock, useIsKnown } from '#components/live/clock.ts'
import type { PastStore } from '#components/live/past-store.ts'
import { ActionButton } from '#components/parts/actions.tsx'
import { formatMoment } from '#components/parts/format.ts'
import { Segments } from '#components/parts/segments.tsx'
import { withMoment } from '#components/past/moment.ts'
import { currentAddress, navigate } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import { describeMark } from './describe.ts'
import { KeptStrip } from './kept-strip.tsx'
import { Key } from './key.tsx'
import { Picture } from './picture.tsx'
import { isRecorded, type RangeId, rangeFor, rangeIds } from './track.ts'
import { TrackBar } from './track-bar.tsx'
import { useMarks } from './use-marks.ts'
import { type Speed, speeds, usePlay } from './use-play.ts'

/** Time under every view: closed a thin line of the last minutes, open the way to any moment; of a kept one the minutes before it. */
export function TimeStrip() {
  const clock = useClock()
  const isKnown = useIsKnown()
  const [isOpen, setOpen] = useState(false)
  if (clock === null) return null
  if (clock.is === 'kept') {
    const { series } = clock.kept.snapshot
    return (
      series && (
        <div className={place}>
          <KeptStrip series={series} isOpen={isOpen} setOpen={setOpen} />
        </div>
      )
    )
  }
  if (!isKnown) return null
  const at = clock.is === 'past' ? clock.at : null
  return isOpen || at !== null ? (
    <Open
      at={at}
      store={clock.is === 'past' ? clock.store : null}
      onClose={() => setOpen(false)}
      onStay={() => setOpen(true)}
    />
  ) : (
    <Closed onOpen={() => setOpen(true)} />
  )
}

const place = 'sticky bottom-0 z-20 border-t border-line bg-ground'

/** Asked for this often while closed, milliseconds. */
const closedMs = 30_000
const openMs = 5_000

function Closed({ onOpen }: { onOpen: () => void }) {
  const { past: say } = useWords()
  const told = useMarks('15m', closedMs)
  if (told === null) return null
  const last = told.marks.findLast(isRecorded) ?? null
  return (
    <div className={place}>
      <button
        type="button"
        aria-expanded={false}
        onClick={onOpen}
        className="flex h-6 w-full cursor-pointer items-center gap-3 px-4 text-12 text-ink-quiet hover:text-ink sm:px-6"
      >
        <span className="sr-only">{`${say.open}. `}</span>
        <span className="whitespace-nowrap">{say.lastMinutes}</span>
        <span className="sr-only">{`: ${describeMark(last, say)}. `}</span>
        <span className="relative h-4 min-w-0 flex-1">
          <Picture marks={told.marks} />
        </span>
        <span className="whitespace-nowrap">{say.live}</span>
      </button>
    </div>
  )
}

interface OpenProps {
  readonly at: number | null
  readonly store: PastStore | null
  readonly onClose: () => void
  readonly onStay: () => void
}

function Open({ at, store, onClose, onStay }: OpenProps) {
  const { past: say } = useWords()
  const [range, setRange] = useState<RangeId>(() => (at === null ? '15m' : rangeFor(at, Date.now())))
  const [speed, setSpeed] = useState<Speed>(10)
  const [isPlaying, setPlaying] = useState(false)
  const told = useMarks(range, openMs)
  const go = (to: number | null) => {
    onStay()
    // Back in the browser leads to live, not through every moment a hand passed.
    navigate(withMoment(currentAddress(), to), { replace: at !== null })
    if (to === null) setPlaying(false)
  }
  const newest = told?.newest ?? Number.POSITIVE_INFINITY
  usePlay({ speed: isPlaying && at !== null ? speed : null, at: at ?? 0, newest, store, go })
  const play = () => {
    if (at === null && told !== null) go(Math.max(Math.ceil(told.oldest / 1_000) * 1_000, told.window.from))
    setPlaying(!isPlaying)
  }
  return (
    <section aria-label={say.strip} className={`${place} px-4 pt-2 pb-1 sm:px-6`}>
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-13">
        <Segments
          label={say.range}
          value={range}
          onChange={setRange}
          choices={rangeIds.map((id) => ({ value: id, word: say.ranges[id] }))}
        />
        <ActionButton onClick={play} isDisabled={told === null}>
          {isPlaying ? say.pause : say.play}
        </ActionButton>
        <Segments
          label={say.speed}
          value={speed}
          onChange={setSpeed}
          choices={speeds.map((each) => ({ value: each, word: `${each}×` }))}
        />
        <Key />
        <span className="ml-auto hidden text-ink-quiet tabular-nums sm:inline">
          {at !== null && (
            <>
              <Fetching store={store} /> <span className="text-ink">{formatMoment(at)}</span>
            </>
          )}
        </span>
        <span className="ml-auto sm:ml-0">
          {at !== null ? (
            <ActionButton isMain onClick={() => go(null)}>
              {say.toLive}
            </ActionButton>
          ) : (
            <ActionButton onClick={onClose}>{say.close}</ActionButton>
          )}
        </span>
      </div>
      {told === null ? (
        <p className="h-17 text-13 text-ink-quiet">{say.unknown}</p>
      ) : (
        <TrackBar
          told={told}
          at={at}
          onMove={(to, isOn) => {
            if (isOn || to !== at) setPlaying(false)
            if (to !== at) go(to)
          }}
        />
      )}
    </section>
  )
}

const never = () => () => undefined

function Fetching({ store }: { store: PastStore | null }) {
  const { past: say } = useWords()
  const isOn = useSyncExternalStore(store?.subscribe ?? never, () => store?.isFetching() ?? false)
  return isOn ? <span>{say.fetching}</span> : null
}
