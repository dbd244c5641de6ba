import { areaPaths, isRecorded, type StripMark, stretches } from './track.ts'

/** Heights in user units: the rate above, what is wrong below it on the line, endpoint changes on top. */
const height = 40
const changeHeight = 6
const lineHeight = 5

/** The marks as a picture as wide as its place: the rate as an area, what changed on top, what was wrong at the bottom. */
export function Picture({ marks }: { marks: readonly StripMark[] }) {
  const bars = (is: (mark: StripMark) => boolean, y: number, tall: number, look: string) =>
    stretches(marks, is).map(({ at, length }) => (
      <rect key={at} x={at} y={y} width={length} height={tall} className={look} />
    ))
  return (
    <svg
      viewBox={`0 0 ${marks.length} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      className="absolute inset-0 size-full"
    >
      {areaPaths(marks, height - lineHeight).map((path) => (
        <path key={path} d={path} className="fill-flow/40" />
      ))}
      {bars(({ changes }) => (changes ?? 0) > 0, 0, changeHeight, 'fill-accent')}
      {bars(
        ({ settling, wrong }) => (settling ?? 0) > 0 && !((wrong ?? 0) > 0),
        height - lineHeight,
        lineHeight,
        'fill-warn',
      )}
      {bars(({ wrong }) => (wrong ?? 0) > 0, height - lineHeight, lineHeight, 'fill-wrong')}
      {stretches(marks, (mark) => !isRecorded(mark)).map(({ at, length }) => (
        <line
          key={at}
          x1={at}
          x2={at + length}
          y1={height - 1}
          y2={height - 1}
          strokeDasharray="2 4"
          vectorEffect="non-scaling-stroke"
          className="stroke-unknown"
        />
      ))}
    </svg>
  )
}
