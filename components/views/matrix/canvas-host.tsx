'use client'
import { type KeyboardEvent, useId, useMemo } from 'react'
import { useWidth } from '#components/parts/use-width.ts'
import { ZoomControls } from '#components/parts/zoom-controls.tsx'
import { toNode } from '#components/url/address.ts'
import { navigate, usePlace } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import { factsOf } from './cell.ts'
import { change } from './change.ts'
import { CellDetail } from './detail.tsx'
import { naturalHeight } from './frame.ts'
import { spotOfKey } from './keyboard.ts'
import { MatrixLegend } from './legend.tsx'
import { openRow } from './open.ts'
import type { MatrixOptions } from './options.ts'
import { cellAt, spotOf } from './scene.ts'
import type { Pointed } from './show.ts'
import { formatAmount, linesOfCell, linesOfColumn, linesOfRow, nameOfRow } from './texts.ts'
import type { Matrix } from './use-matrix.ts'
import { useShow } from './use-show.ts'

/** The picture, which takes focus and keys; below it the cell at the cursor and what the colours mean. */
export function CanvasHost({ matrix, options }: { matrix: Matrix; options: MatrixOptions }) {
  const words = useWords()
  const { canvas, cell, nothing } = words.matrix
  const { scene, cluster, grid } = matrix
  const cursor = useMemo(() => spotOf(scene, options.cell), [scene, options.cell])
  const labels = useMemo(() => ({ noService: cell.noService, amount: formatAmount }), [cell])
  const how = useId()

  const explain = ({ row, column }: Pointed): readonly string[] => {
    const across = row === null ? null : (scene.rows.slots[row] ?? null)
    const down = column === null ? null : (scene.columns.slots[column] ?? null)
    if (across !== null && down !== null) {
      const facts = factsOf(cluster, { thing: across.thing, node: down.node })
      return facts === null ? [] : [cell.on(nameOfRow(across), down.node), ...linesOfCell(facts, words)]
    }
    if (across !== null) return linesOfRow(across, grid.columns, words)
    return down === null ? [] : linesOfColumn(down, words)
  }
  const press = ({ row, column }: Pointed) => {
    if (row !== null && column !== null) change({ cell: cellAt(scene, { row, column }) })
    else if (row !== null) openRow(scene.rows.slots[row]!)
    else if (column !== null) navigate(toNode(scene.columns.slots[column]!.node))
  }
  const isNatural = usePlace().is === 'embed'
  const { host, show, unable } = useShow({ scene, cursor, labels, isNatural }, { explain, press })
  const width = useWidth(host)

  const act = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const spot = spotOfKey(event.key, scene, cursor)
    if (spot !== null) {
      change({ cell: cellAt(scene, spot) })
      show.current?.reveal(spot)
    } else if (event.key === 'Enter' && cursor !== null) {
      if (event.shiftKey) navigate(toNode(scene.columns.slots[cursor.column]!.node))
      else openRow(scene.rows.slots[cursor.row]!, scene.columns.slots[cursor.column]!.node)
    } else if (event.key === 'Escape') {
      if (options.cell !== null) change({ cell: null })
      else show.current?.showAll()
    } else if (event.key === '+' || event.key === '=') show.current?.zoomBy(1.5)
    else if (event.key === '-' || event.key === '−') show.current?.zoomBy(1 / 1.5)
    else if (event.key === '0') show.current?.showAll()
    else if (event.key === 't') change({ asTable: true }, false)
    else if (event.key === 'p') change({ onlyProblems: !options.onlyProblems })
    else return
    event.preventDefault()
  }
  if (unable) return <p className="px-4 text-13 sm:px-6">{nothing.cannotDraw}</p>
  return (
    <>
      <div
        className={isNatural ? 'relative min-h-55' : 'relative min-h-[24rem] flex-1'}
        style={isNatural && width > 0 ? { height: naturalHeight(width, scene) } : undefined}
      >
        <div
          ref={host}
          role="application"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the keys its description lists.
          tabIndex={0}
          aria-label={canvas.name}
          aria-describedby={how}
          data-stage=""
          onKeyDown={act}
          className="absolute inset-0 overflow-hidden outline-none after:pointer-events-none after:absolute after:inset-0 after:z-10 focus-visible:after:shadow-[inset_0_0_0_2px_var(--accent)]"
        />
        <p id={how} className="sr-only">
          {canvas.how}
        </p>
      </div>
      {options.cell !== null && <CellDetail matrix={matrix} cell={options.cell} />}
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 px-4 pt-1 pb-2 sm:px-6">
        <MatrixLegend scene={scene} />
        <ZoomControls show={show} words={words.matrix.controls} className="ml-auto" />
      </div>
    </>
  )
}
