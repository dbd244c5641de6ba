'use client'
import { memo, useMemo } from 'react'
import { accessLooks, failureWord, formatMs } from '#components/parts/access-cell.tsx'
import { Gap } from '#components/parts/gap.tsx'
import { LatencyAxis, LatencyStrip } from '#components/parts/latency-strip.tsx'
import { Mark } from '#components/parts/mark.tsx'
import { Unknown } from '#components/parts/number.tsx'
import { NodeLink } from '#components/parts/things.tsx'
import { useWindow } from '#components/parts/window.ts'
import { secondsOf } from '#components/words/evidence.ts'
import { useWords } from '#components/words/use-words.ts'
import type { AccessStanding } from '#model/access/standing.ts'
import type { RealServerKey } from '#model/ids.ts'
import { changeCell } from './change.ts'
import { MiniShares, realsOf } from './mini-shares.tsx'
import type { CellName } from './options.ts'
import type { AccessRow, AccessScene, CellView } from './scene.ts'
import { useCells } from './use-cells.ts'

/** Height of a row, pixels; `h-9` below says the same. */
const rowHeight = 36

const head =
  'sticky top-0 z-10 border-b border-line bg-ground px-2 pb-1.5 align-bottom text-12 font-medium whitespace-nowrap text-ink-quiet'

interface RowsProps {
  readonly scene: AccessScene
  readonly selected: CellName | null
  /** A panel stands beside it, which tells the rest. */
  readonly isNarrowed: boolean
}

/** One port: a line a node, with all there is to say of it. */
export function Rows({ scene, selected, isNarrowed }: RowsProps) {
  const { access: say } = useWords()
  const { rows } = scene
  const [body, span] = useWindow<HTMLTableSectionElement>(rows.length, rowHeight)
  const { table, onKeyDown, reached } = useCells(scene, selected)
  const reals = useMemo(() => (isNarrowed ? [] : realsOf(scene.cells)), [scene, isNarrowed])
  return (
    <table
      ref={table}
      onKeyDown={onKeyDown}
      aria-rowcount={rows.length + 1}
      className="w-full table-fixed border-separate border-spacing-0 text-13"
    >
      <caption className="sr-only">{`${say.map.caption}. ${say.map.keys}`}</caption>
      <thead>
        <tr>
          <th scope="col" className={`${head} w-[30%] text-left sm:w-40`}>
            {say.map.node}
          </th>
          <th scope="col" className={`${head} text-left md:w-48`}>
            {say.map.result}
          </th>
          <th scope="col" className={`${head} w-20 text-right max-sm:hidden`}>
            {say.map.status}
          </th>
          <th scope="col" className={`${head} text-left max-md:hidden`}>
            <span className="sr-only">{say.map.time}</span>
            <LatencyAxis />
          </th>
          <th scope="col" className={`${head} w-24 text-right`}>
            {`${say.map.median} ${say.map.ms}`}
          </th>
          <th scope="col" className={`${head} w-24 text-right max-sm:hidden`}>
            {`${say.map.p95} ${say.map.ms}`}
          </th>
          {!isNarrowed && (
            <th scope="col" title={say.map.sharesWhy} className={`${head} w-44 text-left max-lg:hidden`}>
              {say.map.shares}
            </th>
          )}
          {!isNarrowed && (
            <th scope="col" title={say.map.sourcesWhy} className={`${head} w-40 text-left max-xl:hidden`}>
              {say.map.sources}
            </th>
          )}
        </tr>
      </thead>
      <tbody ref={body}>
        <Gap height={span.from * rowHeight} columns={8} />
        {rows.slice(span.from, span.to).map((row, index) => (
          <Row
            key={row.node}
            row={row}
            at={span.from + index}
            reals={reals}
            isChosen={selected?.node === row.node && selected.port === scene.columns[0]?.port}
            isReached={reached.row === span.from + index}
            isNarrowed={isNarrowed}
          />
        ))}
        <Gap height={Math.max(0, rows.length - span.to) * rowHeight} columns={8} />
      </tbody>
    </table>
  )
}

interface RowProps {
  readonly row: AccessRow
  readonly at: number
  readonly reals: readonly RealServerKey[]
  readonly isChosen: boolean
  readonly isReached: boolean
  readonly isNarrowed: boolean
}

const cell = 'overflow-hidden border-b border-line/50 px-2 whitespace-nowrap'

const Row = memo(
  function Row({ row, at, reals, isChosen, isReached, isNarrowed }: RowProps) {
    const view = row.cells[0] ?? null
    return (
      <tr
        aria-rowindex={at + 2}
        className={`relative h-9 ${isChosen ? 'bg-raised outline-2 -outline-offset-2 outline-accent' : 'hover:bg-raised has-[button:focus-visible]:outline-2 has-[button:focus-visible]:-outline-offset-2 has-[button:focus-visible]:outline-accent'}`}
      >
        <th scope="row" className={`${cell} max-w-44 truncate text-left font-normal`}>
          <span className="relative z-10">
            <NodeLink name={row.node} />
          </span>
        </th>
        {view === null ? (
          <NoPair />
        ) : (
          <Told view={view} at={at} reals={reals} isChosen={isChosen} isReached={isReached} isNarrowed={isNarrowed} />
        )}
      </tr>
    )
  },
  (a, b) =>
    a.at === b.at &&
    a.isChosen === b.isChosen &&
    a.isReached === b.isReached &&
    a.isNarrowed === b.isNarrowed &&
    a.row.node === b.row.node &&
    a.row.cells[0] === b.row.cells[0] &&
    a.reals.join() === b.reals.join(),
)

function NoPair() {
  const { access: say } = useWords()
  return (
    <td colSpan={7} className={cell}>
      <Unknown why={say.cell.noPair} />
    </td>
  )
}

interface ToldProps {
  readonly view: CellView
  readonly at: number
  readonly reals: readonly RealServerKey[]
  readonly isChosen: boolean
  readonly isReached: boolean
  readonly isNarrowed: boolean
}

function Told({ view: { cell: own, standing }, at, reals, isChosen, isReached, isNarrowed }: ToldProps) {
  const time = 'time' in standing ? standing.time : null
  const status = 'status' in standing ? standing.status : null
  const isSlow = 'step' in standing && standing.step !== null
  const result = own.state.is === 'done' ? own.state.result : null
  return (
    <>
      <td className={cell}>
        <button
          type="button"
          data-row={at}
          data-column={0}
          tabIndex={isReached ? 0 : -1}
          aria-pressed={isChosen}
          onClick={() => changeCell(isChosen ? null : own)}
          className="cursor-pointer whitespace-nowrap outline-none after:absolute after:inset-0"
        >
          <ResultWord standing={standing} />
        </button>
      </td>
      <td
        className={`${cell} text-right tabular-nums max-sm:hidden ${status !== null && status >= 400 ? '' : 'text-ink-quiet'}`}
      >
        {status ?? ''}
      </td>
      <td className={`${cell} max-md:hidden`}>{time !== null && <LatencyStrip spread={time} isSlow={isSlow} />}</td>
      <td className={`${cell} text-right tabular-nums`}>{time !== null && formatMs(time.median)}</td>
      <td className={`${cell} text-right tabular-nums max-sm:hidden ${isSlow ? 'font-medium text-warn' : ''}`}>
        {time !== null && formatMs(time.p95)}
      </td>
      {!isNarrowed && (
        <td className={`${cell} max-lg:hidden`}>{result !== null && <MiniShares result={result} reals={reals} />}</td>
      )}
      {!isNarrowed && (
        <td className={`${cell} max-xl:hidden`}>
          {result !== null && (
            <span className="addr text-12 text-ink-quiet">{result.sources.join(' ') || <Unknown />}</span>
          )}
        </td>
      )}
    </>
  )
}

/** Shape, word, and for a failure its kind. */
export function ResultWord({ standing }: { standing: AccessStanding }) {
  const { access: say, parts } = useWords()
  switch (standing.is) {
    case 'waiting':
      return <span className="text-ink-quiet">{say.cell.waiting}</span>
    case 'asked':
      return <span className="text-ink-quiet">{say.cell.asked}</span>
    case 'left-out':
      return <span className="text-ink-quiet">{say.cell.leftOut}</span>
    case 'not-asked':
      return (
        <span className="inline-flex items-center gap-1.5 text-unknown" title={parts.said(standing.why)}>
          <Mark state="unknown" />
          {say.cell.notAsked}
        </span>
      )
    case 'no-probe':
      return (
        <span className="inline-flex items-center gap-1.5 text-unknown">
          <Mark state="unknown" />
          {say.cell.noProbe}
        </span>
      )
    case 'silent':
    case 'by-policy':
      return (
        <span className={`inline-block rounded-[3px] px-1.5 leading-5 ${accessLooks[standing.is]}`}>
          {standing.is === 'silent' ? say.cell.silent : say.cell.byPolicy}
        </span>
      )
    case 'failed':
      return (
        <span className={`inline-block rounded-[3px] px-1.5 leading-5 ${accessLooks.failed}`}>
          {failureWord(standing, say)}
        </span>
      )
    case 'partly':
      return (
        <span className="inline-flex items-center gap-2">
          <span className={`inline-block rounded-[3px] px-1 leading-4 tabular-nums ${accessLooks.partly}`}>
            {say.cell.some(standing.answered, standing.tries)}
          </span>
          {failureWord(standing, say)}
        </span>
      )
    case 'answered':
      return (
        <span className="inline-flex items-center gap-1.5">
          <Mark state={standing.step === null ? 'ok' : 'settling'} />
          {standing.step === null ? say.outcomes.answered : say.cell.step(secondsOf(standing.step))}
        </span>
      )
  }
}
