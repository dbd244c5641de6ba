'use client'
import { formatClock } from '#components/parts/format.ts'
import { Mark } from '#components/parts/mark.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Walk, WalkResult } from '#model/walk/walk.ts'
import { CardActions } from './card-actions.tsx'
import { sayLeftOut } from './footnotes.ts'
import { MapLegend } from './map-legend.tsx'
import { describeStop, nameOfSource, nameOfTarget } from './places.ts'
import { litStops } from './route.ts'
import { RouteMap } from './route-map.tsx'
import { sayVerdict } from './verdict-sentence.ts'

interface CardProps {
  readonly walk: Walk
  readonly result: WalkResult
  readonly stop: number | null
  readonly packet: number | null
  readonly selectStop: (stop: number | null) => void
}

/** What is kept, sent and shown of a walk: the verdict, and the route it was read from. */
export function Card({ walk, result, stop, packet, selectStop }: CardProps) {
  const words = useWords()
  const { walk: say } = words
  const { headline, proof } = sayVerdict(walk, result, words)
  const isBad = result.verdict.is === 'lost' || result.verdict.is === 'refused'
  const leftOut = sayLeftOut(result, words)
  const chosen = stop === null ? undefined : result.stops[stop]
  return (
    <article data-verdict={result.verdict.is} className="mb-6">
      <p className="mb-1 text-12 text-ink-quiet">
        {say.meta(nameOfSource(walk.asked.source, say), nameOfTarget(walk.asked), formatClock(walk.startedAt))}
      </p>
      <h2 className={`max-w-[64rem] text-20 text-pretty sm:text-28 ${isBad ? 'text-wrong' : ''}`}>{headline}</h2>
      {proof.length > 0 && (
        <p className="mt-2 max-w-[64rem] text-16 text-pretty">
          {proof.map((sentence) => (
            <span key={sentence}>
              {sentence}
              {words.parts.gap}
            </span>
          ))}
        </p>
      )}
      {leftOut !== null && (
        <p className="mt-2 flex max-w-[64rem] items-start gap-2 text-13 text-ink-quiet">
          <span className="flex h-5 items-center">
            <Mark state="unknown" />
          </span>
          {leftOut}
        </p>
      )}
      <div className="mt-3 mb-4">
        <CardActions walk={walk} result={result} />
      </div>
      {result.stops.length > 0 && (
        <>
          <RouteMap result={result} lit={litStops(result, packet)} selected={stop} select={selectStop} />
          <div className="mt-2 flex flex-wrap items-start justify-between gap-x-6 gap-y-1">
            <p aria-live="polite" className="addr min-h-5 max-w-full text-13">
              {chosen && describeStop(chosen, say)}
            </p>
            <MapLegend stops={result.stops} hasBreak={result.verdict.is === 'lost'} />
          </div>
        </>
      )}
    </article>
  )
}
