'use client'
import { type KeyboardEvent, useMemo } from 'react'
import { useWords } from '#components/words/use-words.ts'
import type { WalkResult } from '#model/walk/walk.ts'
import { drawAcross, leastWidthAcross } from './draw-across.ts'
import { drawDown } from './draw-down.ts'
import { describeStop } from './places.ts'
import { ShapeView } from './shape-view.tsx'
import type { StopPlace } from './shapes.ts'
import { useWidth } from './use-width.ts'

interface RouteMapProps {
  readonly result: WalkResult
  /** Stops the chosen packet was seen at; null where none is chosen. */
  readonly lit: ReadonlySet<number> | null
  readonly selected: number | null
  readonly select: (stop: number | null) => void
}

/** Below this the route runs downwards, pixels; above it, it scrolls sideways where it must. */
const narrowest = 720

/** The route as a map: its words can be marked and copied, its stops chosen by hand and by keys. */
export function RouteMap({ result, lit, selected, select }: RouteMapProps) {
  const { walk: say } = useWords()
  const [frame, width] = useWidth<HTMLDivElement>(1200)
  const drawing = useMemo(
    () => (width < narrowest ? drawDown(result, say, width, lit) : drawAcross(result, say, width, lit)),
    [result, say, width, lit],
  )
  const isWider = width >= narrowest && leastWidthAcross(result) > width
  return (
    <div ref={frame} tabIndex={isWider ? 0 : undefined} className="overflow-x-auto pb-1">
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing with buttons in it is a group. */}
      <svg
        role="group"
        aria-label={say.map.title}
        width={drawing.width}
        height={drawing.height}
        viewBox={`0 0 ${drawing.width} ${drawing.height}`}
        className="block"
      >
        {drawing.shapes.map((shape, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the shapes of one drawing keep their places.
          <ShapeView key={index} shape={shape} />
        ))}
        {drawing.places.map((place) => (
          <StopButton
            key={place.stop}
            place={place}
            label={describeStop(result.stops[place.stop]!, say)}
            isSelected={place.stop === selected}
            press={() => select(place.stop === selected ? null : place.stop)}
          />
        ))}
      </svg>
    </div>
  )
}

interface StopButtonProps {
  readonly place: StopPlace
  readonly label: string
  readonly isSelected: boolean
  readonly press: () => void
}

function StopButton({ place: { x, y, radius }, label, isSelected, press }: StopButtonProps) {
  const byKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return
    event.preventDefault()
    press()
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: there is no button within a drawing.
    <g
      role="button"
      tabIndex={0}
      aria-label={label}
      aria-pressed={isSelected}
      onClick={press}
      onKeyDown={byKey}
      className="group cursor-pointer outline-none"
    >
      <title>{label}</title>
      <circle cx={x} cy={y} r={radius + 8} className="fill-transparent" />
      <circle
        cx={x}
        cy={y}
        r={radius + 5}
        strokeWidth={2}
        className={`fill-transparent ${isSelected ? 'stroke-ink' : 'stroke-transparent group-hover:stroke-line'} group-focus-visible:stroke-accent`}
      />
    </g>
  )
}
