'use client'
import { useWords } from '#components/words/use-words.ts'
import type { Line } from './lines/line.ts'
import { wordPlaces } from './places.ts'

const signs = { appeared: '+', vanished: '−', changed: '±', same: '' } as const
const looks = { appeared: 'text-ok', vanished: 'text-drain', changed: 'text-flow', same: 'text-ink-quiet' } as const

/** `+` is new, `−` is gone, `±` is another, `!` is wrong: shape first, colour with it. */
export const Sign = ({ line }: { line: Line }) => (
  <span className={`addr font-semibold ${line.isProblem ? 'text-wrong' : looks[line.is]}`} aria-hidden="true">
    {line.isProblem ? '!' : signs[line.is]}
  </span>
)

/** What was: struck out where it is no more. */
export function BeforeCell({ line: { before, after, is, kind } }: { line: Line }) {
  if (before === null || (is === 'same' && before === after && kind === 'drift')) return null
  return is === 'vanished' ? (
    <del className="text-ink-quiet decoration-ink-quiet/60">{before}</del>
  ) : (
    <span className="text-ink-quiet">{before}</span>
  )
}

export function AfterCell({ line: { before, after, is, kind, isProblem } }: { line: Line }) {
  const { compare: say } = useWords()
  if (after === null) return is === 'vanished' ? <span className="text-drain">{say.is.vanished}</span> : null
  const look = isProblem ? 'text-wrong' : is === 'appeared' ? 'text-ink' : ''
  return (
    <span className={look}>
      {before !== null && (is === 'changed' || kind === 'load') && <span className="mr-2 text-ink-quiet">→</span>}
      {after}
    </span>
  )
}

export function PlaceCell({ line: { nodes, but }, all }: { line: Line; all: number }) {
  const { compare: say } = useWords()
  if (nodes === null) return null
  return <span title={nodes.join(' ')}>{wordPlaces(nodes, all, say, but)}</span>
}
