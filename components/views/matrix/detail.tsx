'use client'
import { splitId } from '#components/parts/things.tsx'
import { to, toNode, toService } from '#components/url/address.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'
import { nodeThing } from '#model/thing.ts'
import { factsOf } from './cell.ts'
import { change } from './change.ts'
import type { CellName } from './options.ts'
import { linesOfCell } from './texts.ts'
import type { Matrix } from './use-matrix.ts'

const link = 'text-accent underline underline-offset-3'

/** The cell at the cursor in words, with the ways from it; said aloud when the cursor moves. */
export function CellDetail({ matrix: { cluster, grid }, cell }: { matrix: Matrix; cell: CellName }) {
  const words = useWords()
  const say = words.matrix.cell
  const row = grid.rows.find(({ thing }) => thing === cell.thing)
  const facts = row === undefined ? null : factsOf(cluster, cell)
  return (
    <section className="border-t border-line px-4 py-2 text-13 sm:px-6">
      <div className="flex flex-wrap items-baseline gap-x-5 gap-y-1">
        <p aria-live="polite" className="min-w-0 tabular-nums">
          {facts === null || row === undefined ? (
            say.gone
          ) : (
            <>
              <span className="font-semibold">
                {row.namespace !== '' && <span className="text-ink-quiet">{row.namespace}/</span>}
                {row.name}
              </span>{' '}
              <span className="addr">{cell.node}</span>
              {linesOfCell(facts, words).map((line) => (
                <span key={line} className="ml-4 inline-block text-ink-quiet">
                  {line}
                </span>
              ))}
            </>
          )}
        </p>
        {facts !== null && (
          <span className="flex gap-4">
            {facts.service === null ? (
              <Link to={to('topology', {}, { select: cell.thing })} className={link}>
                {words.titles.topology}
              </Link>
            ) : (
              <Link to={toService(splitId(facts.service), { select: nodeThing(cell.node) })} className={link}>
                {say.openService}
              </Link>
            )}
            <Link to={toNode(cell.node)} className={link}>
              {say.openNode}
            </Link>
          </span>
        )}
        <button
          type="button"
          aria-label={say.close}
          onClick={() => change({ cell: null })}
          className="ml-auto cursor-pointer px-2 text-ink-quiet hover:text-ink"
        >
          ×
        </button>
      </div>
    </section>
  )
}
