'use client'
import { useMemo } from 'react'
import { useAddress, usePlace } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import { CanvasHost } from './canvas-host.tsx'
import { AsTable, Controls } from './controls.tsx'
import { NothingNotice } from './nothing.tsx'
import { parseOptions } from './options.ts'
import { SummarySentence } from './summary.tsx'
import { Twin } from './twin.tsx'
import { useMatrix } from './use-matrix.ts'

/** Every Service on every node at once: a bad node is a column of colour, a bad Service a row. */
export default function MatrixView() {
  const words = useWords()
  const address = useAddress()
  const options = useMemo(() => parseOptions(address.options), [address])
  const matrix = useMatrix(options)
  const { scene, grid } = matrix
  const isEmbedded = usePlace().is === 'embed'
  const isEmpty = scene.rows.slots.length === 0 || scene.columns.slots.length === 0
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <h1 className="sr-only">{words.titles.matrix}</h1>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 pt-3 pb-2 sm:px-6">
        <SummarySentence grid={grid} />
        {isEmbedded ? <AsTable options={options} /> : <Controls options={options} namespaces={matrix.namespaces} />}
      </div>
      <div className="px-4 pb-2 empty:hidden sm:px-6">
        <NothingNotice matrix={matrix} options={options} />
      </div>
      {!isEmpty && (
        <div className={`flex min-h-0 flex-1 flex-col ${matrix.isOld ? 'opacity-50' : ''}`} aria-busy={matrix.isOld}>
          {options.asTable ? (
            <div className="px-4 pb-10 sm:px-6">
              <Twin matrix={matrix} by={options.by} />
            </div>
          ) : (
            <CanvasHost matrix={matrix} options={options} />
          )}
        </div>
      )}
    </div>
  )
}
