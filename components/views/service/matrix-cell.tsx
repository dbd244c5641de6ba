'use client'
import type { ReactNode } from 'react'
import { Mark } from '#components/parts/mark.tsx'
import { Num, Rate } from '#components/parts/number.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import type { RowState } from '#model/drift.ts'
import type { MatrixCell } from './scene.ts'

/** How a cell looks: agreement needs no ink; shape first, then colour. */
export const cellLooks = {
  agrees: '',
  missing: 'border-2 border-dashed border-wrong',
  foreign: 'border-2 border-wrong bg-wrong/12',
  draining: 'border border-drain hatch-drain',
  settling: 'border-2 border-dotted border-warn',
} as const

const lookOf = (state: RowState, isSettling: boolean): string => {
  if (state === 'agrees' || state === 'draining') return cellLooks[state]
  if (isSettling) return cellLooks.settling
  return state === 'missing' ? cellLooks.missing : cellLooks.foreign
}

const noteColours: Record<RowState, string> = {
  agrees: 'text-ink-quiet',
  missing: 'text-wrong',
  foreign: 'text-ink',
  weight: 'text-ink',
  method: 'text-ink',
  draining: 'text-drain',
}

interface CellProps {
  readonly cell: MatrixCell
  readonly peak: number
  readonly isSettling: boolean
  readonly isSelected: boolean
}

/** One kernel row of one node: what is there, how busy it is, and how that compares. */
export function CellBody({ cell, peak, isSettling, isSelected }: CellProps) {
  const words = useWords()
  const ring = isSelected ? 'ring-2 ring-accent' : ''
  return (
    <div
      data-state={cell.state}
      className={`relative flex h-11 min-w-32 flex-col justify-center overflow-hidden rounded-[5px] px-2 ${lookOf(cell.state, isSettling)} ${ring}`}
    >
      {cell.have === null ? (
        <span className={isSettling ? 'text-warn' : 'font-medium text-wrong'}>{words.service.missing}</span>
      ) : (
        <Present cell={cell} peak={peak} note={noteOf(cell, words)} isSettling={isSettling} />
      )}
    </div>
  )
}

interface PresentProps {
  readonly cell: MatrixCell
  readonly peak: number
  readonly note: ReactNode
  readonly isSettling: boolean
}

function Present({ cell, peak, note, isSettling }: PresentProps) {
  const isWrong = cell.state !== 'agrees' && cell.state !== 'draining'
  return (
    <>
      <RateBar share={peak > 0 ? cell.rate / peak : 0} />
      <span className="relative flex items-baseline justify-between gap-2 leading-5">
        <span className={`text-12 ${noteColours[cell.state]} ${isWrong ? 'font-medium' : ''}`}>
          {isWrong && (
            <>
              <Mark state={isSettling ? 'settling' : 'wrong'} />{' '}
            </>
          )}
          {note}
        </span>
        <Rate value={cell.rate} />
      </span>
      <span className={`relative text-right text-12 leading-4 ${cell.state === 'agrees' ? 'text-ink-quiet' : ''}`}>
        <Num value={cell.active} /> / <Num value={cell.inactive} />
      </span>
    </>
  )
}

/** Behind the figure, from the left, as long as its share of the busiest cell. */
export function RateBar({ share }: { share: number }) {
  if (!(share > 0)) return null
  return (
    <span
      aria-hidden="true"
      className="absolute inset-y-0 left-0 bg-flow/15 transition-[width] duration-400"
      style={{ width: `${Math.min(100, share * 100)}%` }}
    />
  )
}

function noteOf(cell: MatrixCell, words: Words): string {
  const { have, want } = cell
  const say = words.service
  if (have === null) return say.missing
  if (cell.state === 'foreign') return say.foreign
  if (cell.state === 'draining') return say.draining
  if (want !== null && cell.state === 'weight') return say.weightWrong(have.weight, want.weight)
  if (want !== null && cell.state === 'method') return say.methodWrong(have.forward, want.forward)
  return say.weightOf(have.weight)
}
