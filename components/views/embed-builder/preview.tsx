'use client'
import { useState } from 'react'
import { Mark } from '#components/parts/mark.tsx'
import { Segments } from '#components/parts/segments.tsx'
import { useWords } from '#components/words/use-words.ts'
import { Trial } from './trial.tsx'
import type { Trying } from './trying.ts'

/** Widths pages have: of a telephone, of a column, and of all there is. */
const widths = [390, 768, 0] as const

/** The view as it is embedded, at a width of one's choice, and whether it works. */
export function Preview({ trying, onEnd }: { trying: Trying; onEnd: (why: string | null) => void }) {
  const { embed: say } = useWords()
  const [width, setWidth] = useState<(typeof widths)[number]>(0)
  return (
    <section aria-label={say.preview} className="space-y-2">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 text-13">
        <Standing outcome={trying.outcome} />
        <Segments
          label={say.width}
          value={width}
          choices={widths.map((value) => ({ value, word: value === 0 ? say.fullWidth : value }))}
          onChange={setWidth}
        />
      </div>
      <Trial key={trying.round} options={trying.options} width={width === 0 ? null : width} onEnd={onEnd} />
    </section>
  )
}

function Standing({ outcome }: Pick<Trying, 'outcome'>) {
  const { embed: say } = useWords()
  if (outcome === 'trying') return <p role="status">{say.trying}</p>
  const isFine = outcome === 'works'
  return (
    <p role={isFine ? 'status' : 'alert'} className="flex items-center gap-2">
      <Mark state={isFine ? 'ok' : 'wrong'} />
      {isFine ? say.works : say.fails(outcome.why)}
    </p>
  )
}
