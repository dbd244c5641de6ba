'use client'
import { Empty, type Nothing } from '#components/parts/empty.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import { mostCells } from '#model/sums.ts'
import { change } from './change.ts'
import type { MatrixOptions } from './options.ts'
import type { Matrix } from './use-matrix.ts'

/** Which kind of nothing there is to see, if there is nothing; and why cells are not measured, if they should be. */
export function NothingNotice({ matrix, options }: { matrix: Matrix; options: MatrixOptions }) {
  const { matrix: words, parts } = useWords()
  const { nothing } = words
  const { grid, scene, cluster } = matrix
  if (grid.rows.length === 0 || grid.columns.length === 0) {
    const why = whyNone(matrix, options, nothing, parts)
    return <Empty nothing={why.nothing}>{why.text}</Empty>
  }
  if (scene.rows.slots.length === 0 || scene.columns.slots.length === 0) {
    const isAllRight = options.query === '' && options.onlyProblems
    return (
      <Empty nothing="no-match">
        {isAllRight ? nothing.noProblems : nothing.noMatch}{' '}
        <button
          type="button"
          className="cursor-pointer text-accent underline underline-offset-3"
          onClick={() => change({ query: '', onlyProblems: false })}
        >
          {nothing.clear}
        </button>
      </Empty>
    )
  }
  if (options.by === 'drift' || cluster.sums === null || cluster.sums.pairs !== null) return null
  const cells = grid.rows.length * grid.columns.length
  const say = options.namespace === '' ? nothing.tooMany : nothing.tooManyHere
  return <Empty nothing="not-known">{say(cells, mostCells)}</Empty>
}

function whyNone(
  { cluster, grid }: Matrix,
  { namespace }: MatrixOptions,
  say: Words['matrix']['nothing'],
  { said, gap }: Words['parts'],
): { nothing: Nothing; text: string } {
  const feed = cluster.api.get('services')
  const why = feed && 'why' in feed ? feed.why : ''
  if (/\b40[13]\b|forbidden|unauthorized/i.test(why)) return { nothing: 'not-allowed', text: say.notAllowed(why) }
  if (feed?.is !== 'live')
    return { nothing: 'not-known', text: why === '' ? say.notKnown : `${say.notKnown}${gap}${said(why)}` }
  if (grid.columns.length === 0) return { nothing: 'none', text: say.noNodes }
  return { nothing: 'none', text: namespace === '' ? say.none : say.noneInNamespace(namespace) }
}
